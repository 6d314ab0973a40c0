//! Sections of cells become lines: widths, centring, borders.

use std::cmp::Ordering;

use unicode_width::UnicodeWidthChar as _;

/// Blanks that a column has round its widest cell.
const PADDING: usize = 4;

/// A titled box: maybe column headers, then rows of as many cells.
pub(super) struct Section {
    title: String,
    indent: usize,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Set by the first header or row.
    columns: Option<usize>,
    widest: Vec<usize>,
}

impl Section {
    pub(super) fn new(title: &str, indent: usize) -> Self {
        Self {
            title: title.to_owned(),
            indent,
            headers: Vec::new(),
            rows: Vec::new(),
            columns: None,
            widest: Vec::new(),
        }
    }

    pub(super) fn set_headers(&mut self, headers: Vec<String>) {
        self.columns.get_or_insert(headers.len());
        self.widen(&headers);
        self.headers = headers;
    }

    /// Refuses a row of another length than the first, in AWS's words.
    pub(super) fn add_row(&mut self, row: Vec<String>) -> Result<(), String> {
        let columns = *self.columns.get_or_insert(row.len());
        if row.len() != columns {
            return Err(format!(
                "Row should have {columns} elements, instead it has {}",
                row.len()
            ));
        }
        self.widen(&row);
        self.rows.push(row);
        Ok(())
    }

    fn widen(&mut self, cells: &[String]) {
        self.widest.resize(cells.len(), 0);
        for (widest, cell) in self.widest.iter_mut().zip(cells) {
            *widest = width(cell).max(*widest);
        }
    }

    /// One column of headers and one of values, if there is just one row.
    fn turned(self) -> Self {
        if self.headers.is_empty() || self.rows.len() != 1 {
            return self;
        }
        let mut turned = Self::new(&self.title, self.indent);
        let values = self.rows.into_iter().flatten();
        for pair in self.headers.into_iter().zip(values) {
            let row = vec![pair.0, pair.1];
            turned.columns = Some(2);
            turned.widen(&row);
            turned.rows.push(row);
        }
        turned
    }

    fn total_width(&self) -> usize {
        let cells: usize = self.widest.iter().map(|width| width + PADDING).sum();
        cells.max(width(&self.title)) + 2 + 2 * self.indent
    }

    /// Columns that fill `width` exactly, in proportion to what they hold.
    fn widths(&self, width: usize) -> Vec<usize> {
        let wanted: Vec<usize> = self.widest.iter().map(|width| width + PADDING).collect();
        let scale = to_float(width) / to_float(wanted.iter().sum());
        let mut scaled: Vec<usize> = wanted
            .iter()
            .map(|wanted| rounded(scale * to_float(*wanted)))
            .collect();
        // Rounding may be off by a few: too much is taken from the left, too little added from the right.
        loop {
            let sum: usize = scaled.iter().sum();
            match sum.cmp(&width) {
                Ordering::Greater => {
                    let off = sum - width;
                    scaled.iter_mut().take(off).for_each(|column| *column -= 1);
                }
                Ordering::Less if !scaled.is_empty() => {
                    let off = width - sum;
                    let columns = scaled.iter_mut().rev();
                    columns.take(off).for_each(|column| *column += 1);
                }
                _ => return scaled,
            }
        }
    }
}

/// The lines of all sections, as wide as the widest of them.
pub(super) fn draw(mut sections: Vec<Section>, terminal: usize) -> String {
    let widest = |sections: &[Section]| sections.iter().map(Section::total_width).max();
    let Some(mut width) = widest(&sections) else {
        return String::new();
    };
    if width > terminal {
        sections = sections.into_iter().map(Section::turned).collect();
        width = widest(&sections).unwrap_or(width);
    }
    let mut out = "-".repeat(width) + "\n";
    for section in &sections {
        draw_section(&mut out, section, width - 2 * section.indent);
    }
    out
}

fn draw_section(out: &mut String, section: &Section, total: usize) {
    let edge = "|".repeat(section.indent);
    let mut line = |text: &str| {
        for part in [&edge, text, &edge, "\n"] {
            out.push_str(part);
        }
    };
    if !section.title.is_empty() {
        line(&centred("|", &section.title, total));
        if section.headers.is_empty() && section.rows.is_empty() {
            line(&format!("+{}+", "-".repeat(total.saturating_sub(2))));
        }
    }
    let widths = section.widths(total);
    if widths.is_empty() {
        return;
    }
    let border = border(&widths);
    let cells = |cells: &[String], place: fn(&str, &str, usize) -> String| {
        let mut row = String::new();
        for (index, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            row.push_str(&place(if index == 0 { "|" } else { "" }, cell, *width));
        }
        row
    };
    if !section.headers.is_empty() {
        line(&border);
        line(&cells(&section.headers, centred));
    }
    if !section.rows.is_empty() {
        line(&border);
        for row in &section.rows {
            line(&cells(row, left_aligned));
        }
        line(&border);
    }
}

fn border(widths: &[usize]) -> String {
    let mut border = String::from("+");
    for (index, width) in widths.iter().enumerate() {
        border.push_str(&"-".repeat(width.saturating_sub(if index == 0 { 2 } else { 1 })));
        border.push('+');
    }
    border
}

fn centred(left_edge: &str, text: &str, total: usize) -> String {
    let text_width = width(text);
    let before = (total / 2).saturating_sub(text_width / 2 + 1);
    framed(left_edge, before, text, total)
}

fn left_aligned(left_edge: &str, text: &str, total: usize) -> String {
    let fits = width(text) + 2 + left_edge.len() < total;
    framed(left_edge, if fits { 2 } else { 0 }, text, total)
}

/// Edge, blanks, text, blanks up to `total`, edge.
fn framed(left_edge: &str, before: usize, text: &str, total: usize) -> String {
    let after = total.saturating_sub(left_edge.len() + before + width(text) + 1);
    [
        left_edge,
        &" ".repeat(before),
        text,
        &" ".repeat(after),
        "|",
    ]
    .concat()
}

/// Columns of a terminal. A character that only East Asian fonts draw wide (`é`) counts as one; the AWS CLI counts
/// two, and its borders no longer meet.
fn width(text: &str) -> usize {
    text.chars()
        .map(|character| character.width().unwrap_or(1).max(1))
        .sum()
}

#[expect(clippy::cast_precision_loss, reason = "widths are far below 2^52")]
const fn to_float(width: usize) -> f64 {
    width as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "widths are positive and small"
)]
fn rounded(width: f64) -> usize {
    width.round_ties_even() as usize
}
