//! Rows below a heading, fitted to a terminal: columns are cut, the less important ones left out.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::cli::ui;

/// Between two columns.
const GAP: usize = 2;

/// What a column is called, and what may be done to it where there is no room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Stands above it.
    pub(crate) heading: &'static str,
    /// Cut below this width it says too little.
    pub(crate) least: usize,
    /// The column with the highest goes first.
    pub(crate) expendable: u8,
}

/// The rows in lines of at most `width` columns of the terminal. A column in which every cell is empty is left out; the
/// least expendable one stays, however narrow the terminal is.
pub(crate) fn fitted(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    let rows = with_heading(columns.iter().map(|column| column.heading), rows);
    let natural = widths(&rows);
    let used = |index: usize| rows[1..].iter().any(|row| !row[index].is_empty());
    let natural: Vec<usize> = (0..columns.len())
        .map(|index| if used(index) { natural[index] } else { 0 })
        .collect();
    let kept = fit(columns, &natural, width);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (index, room) in &kept {
            let cell = cut(&row[*index], *room);
            line.push_str(&cell);
            line.extend(std::iter::repeat_n(' ', room + GAP - cell.width()));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Whether all of it has room.
pub(crate) fn has_room(columns: &[Column], rows: &[Vec<String>], width: usize) -> bool {
    let rows = with_heading(columns.iter().map(|column| column.heading), rows);
    total(&widths(&rows)) <= width
}

/// The rows in lines of whatever length they need.
pub(crate) fn drawn(heading: &[&str], rows: &[Vec<String>]) -> String {
    let columns: Vec<Column> = heading.iter().map(|_| RIGID).collect();
    let mut rows = with_heading(heading.iter().copied(), rows);
    let heading = rows.remove(0);
    let mut text = fitted(&columns, &[vec![heading], rows].concat(), usize::MAX);
    // The heading that the columns do not have.
    text.drain(..=text.find('\n').unwrap_or(0));
    text
}

/// How wide [`drawn`] makes it.
pub(crate) fn drawn_width(heading: &[&str], rows: &[Vec<String>]) -> usize {
    total(&widths(&with_heading(heading.iter().copied(), rows)))
}

const RIGID: Column = Column {
    heading: "",
    least: usize::MAX,
    expendable: 0,
};

/// A cell on one line, in which nothing moves the cursor.
pub(crate) fn harmless(cell: &str) -> String {
    let cell = ui::escape(cell);
    if cell.contains(['\n', '\t']) {
        return cell.trim_end().replace('\n', "\\n").replace('\t', "\\t");
    }
    cell.into_owned()
}

/// Which columns are kept, and how wide each is; a natural width of 0 says that there is nothing in it.
fn fit(columns: &[Column], natural: &[usize], width: usize) -> Vec<(usize, usize)> {
    let least = |index: usize| natural[index].min(columns[index].least);
    let mut kept: Vec<usize> = (0..columns.len())
        .filter(|index| natural[*index] > 0)
        .collect();
    let needs = |kept: &[usize]| total(&kept.iter().map(|index| least(*index)).collect::<Vec<_>>());
    while kept.len() > 1 && needs(&kept) > width {
        let goes = kept
            .iter()
            .enumerate()
            .max_by_key(|(_, index)| columns[**index].expendable);
        if let Some((place, _)) = goes {
            kept.remove(place);
        }
    }
    let mut spare = width.saturating_sub(needs(&kept));
    let mut fitted: Vec<(usize, usize)> = kept
        .iter()
        .map(|index| (*index, least(*index).min(width)))
        .collect();
    // What matters most gets what it wants first.
    let mut order: Vec<usize> = (0..fitted.len()).collect();
    order.sort_by_key(|place| columns[fitted[*place].0].expendable);
    for place in order {
        let (index, room) = fitted[place];
        let more = natural[index].saturating_sub(room).min(spare);
        fitted[place].1 += more;
        spare -= more;
    }
    fitted
}

fn total(widths: &[usize]) -> usize {
    let gaps = GAP * widths.len().saturating_sub(1);
    widths
        .iter()
        .fold(gaps, |sum, width| sum.saturating_add(*width))
}

/// The beginning of a cell, with a sign that there was more.
pub(crate) fn cut(cell: &str, room: usize) -> String {
    if cell.width() <= room {
        return cell.to_owned();
    }
    let mut shown = String::new();
    let mut taken = 0;
    for character in cell.chars() {
        let width = character.width().unwrap_or(0);
        if taken + width >= room {
            break;
        }
        taken += width;
        shown.push(character);
    }
    if room > 0 {
        shown.push('\u{2026}');
    }
    shown
}

fn with_heading<'h>(
    heading: impl Iterator<Item = &'h str>,
    rows: &[Vec<String>],
) -> Vec<Vec<String>> {
    let heading = heading.map(str::to_owned).collect();
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|cell| harmless(cell)).collect());
    std::iter::once(heading).chain(rows).collect()
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let mut widths = vec![0; rows.first().map_or(0, Vec::len)];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 3] = [
        Column {
            heading: "NAME",
            least: 8,
            expendable: 0,
        },
        Column {
            heading: "AGE",
            least: usize::MAX,
            expendable: 1,
        },
        Column {
            heading: "TEXT",
            least: 6,
            expendable: 2,
        },
    ];

    fn row(cells: [&str; 3]) -> Vec<String> {
        cells.map(str::to_owned).to_vec()
    }

    #[test]
    fn columns_are_cut_and_then_left_out_from_the_least_important() {
        let rows = [
            row(["prod/database", "3d", "a long description"]),
            row(["a", "12h", ""]),
        ];
        for (width, expected) in [
            (
                38,
                "NAME           AGE  TEXT\nprod/database  3d   a long description\na              12h\n",
            ),
            (
                30,
                "NAME           AGE  TEXT\nprod/database  3d   a long de\u{2026}\na              12h\n",
            ),
            (
                22,
                "NAME       AGE  TEXT\nprod/dat\u{2026}  3d   a lon\u{2026}\na          12h\n",
            ),
            (
                20,
                "NAME           AGE\nprod/database  3d\na              12h\n",
            ),
            (7, "NAME\nprod/d\u{2026}\na\n"),
        ] {
            assert_eq!(fitted(&COLUMNS, &rows, width), expected, "{width}");
        }
    }

    #[test]
    fn a_column_that_nobody_fills_is_not_there() {
        let rows = [row(["a", "", "x"])];
        assert_eq!(fitted(&COLUMNS, &rows, 80), "NAME  TEXT\na     x\n");
        assert_eq!(fitted(&COLUMNS, &[], 80), "\n");
    }

    #[test]
    fn a_cell_is_one_line_and_harmless() {
        let rows = [row(["a\u{1b}[2J", "b\nc\n", "d\te\u{202e}"])];
        assert_eq!(
            fitted(&COLUMNS, &rows, 80),
            "NAME        AGE   TEXT\na\\u{1b}[2J  b\\nc  d\\te\\u{202e}\n"
        );
    }

    #[test]
    fn a_wide_character_is_cut_whole() {
        assert_eq!(cut("日本語", 5), "日本\u{2026}");
        assert_eq!(cut("日本語", 4), "日\u{2026}");
        assert_eq!(cut("日本語", 6), "日本語");
        assert_eq!(cut("日本語", 1), "\u{2026}");
        assert_eq!(cut("日本語", 0), "");
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_the_terminal(
            cells in proptest::collection::vec(("\\PC{0,40}", "[0-9]{1,3}[dhm]", any::<String>()), 0..6),
            width in 1_usize..200,
        ) {
            let rows: Vec<Vec<String>> = cells.into_iter().map(|(a, b, c)| vec![a, b, c]).collect();
            let text = fitted(&COLUMNS, &rows, width);
            prop_assert_eq!(text.lines().count(), rows.len() + 1);
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{width}: {line:?}");
                prop_assert!(!line.chars().any(ui::is_treacherous), "{:?}", line);
            }
        }

        #[test]
        fn a_wider_terminal_never_shows_less(natural in [0_usize..60, 0_usize..60, 0_usize..60], width in 1_usize..200) {
            let narrow = fit(&COLUMNS, &natural, width);
            let wide = fit(&COLUMNS, &natural, width + 1);
            for (index, _) in &narrow {
                prop_assert!(wide.iter().any(|(other, _)| other == index));
            }
            prop_assert!(wide.iter().all(|(index, room)| *room <= natural[*index]));
            if narrow.len() > 1 {
                prop_assert!(narrow.iter().all(|(index, room)| *room >= natural[*index].min(COLUMNS[*index].least)));
            }
        }
    }
}
