//! ListSecrets on the command line: all pages in one answer, names alone, columns for people.

use std::ffi::OsString;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Command};

use crate::cli::call::{self, Form, Printer};
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::paging::{self, Paging};
use crate::cli::place::Place;
use crate::cli::table::{self, Column};
use crate::cli::{output, span, tree_of_names, ui};
use crate::error::{Error, Kind, Result};
use crate::operations::{ListSecrets, ListSecretsResponse, Operation as _, SecretMetadata, Span};
use crate::types::time::{Clock as _, SystemClock, Timestamp};
use crate::types::version::{AWSCURRENT, AWSPENDING, StagingLabel};

#[derive(Debug, clap::Args)]
struct Listing {
    // Before the paging, whose heading would go on over it in the help.
    #[command(flatten)]
    request: ListSecrets,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, clap::Args)]
struct Shape {
    /// Print the names alone, one a line
    #[arg(short = '1', long = "names", conflicts_with = "tree")]
    names: bool,
    /// Print the names as a tree by their slashes
    #[arg(long)]
    tree: bool,
}

#[derive(Debug, clap::Args)]
struct ShortListing {
    #[command(flatten)]
    shape: Shape,
    #[command(flatten)]
    listing: Listing,
}

/// How the answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Whole,
    Names,
    Tree,
}

/// Runs `list-secrets` and `list`.
pub(crate) fn run(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let asked = if form.short {
        call::read::<ListSecrets, ShortListing>(form, rest)?
            .map(|(own, globals)| (own.shape.shown(), own.listing, globals))
    } else {
        call::read::<ListSecrets, Listing>(form, rest)?
            .map(|(listing, globals)| (Shown::Whole, listing, globals))
    };
    let Some((shown, listing, globals)) = asked else {
        return Ok(());
    };
    if shown != Shown::Whole && (globals.output.is_some() || globals.query.is_some()) {
        let text = "names are printed as text: --output and --query do not apply to -1 and --tree";
        return Err(Error::new(Kind::Usage, text).into());
    }
    let place = Place::anywhere(&globals)?;
    let printer = Printer::new(ListSecrets::NAME, form, &globals, &place)?;
    let chooses = listing.request.filters.is_some();
    if shown != Shown::Whole && !globals.no_paginate && listing.is_plain() {
        let planned_deletion = listing.request.include_planned_deletion.is_on();
        let names = Opened::open(place, &globals)?
            .names(planned_deletion)
            .context(Calling(ListSecrets::NAME))?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        return Ok(print_names(shown, &names, chooses)?);
    }
    if shown == Shown::Whole
        && !listing.pages_by_hand(&globals)
        && let Some(printer) = printer.by_page()?
    {
        let token = pages(listing, place, &globals, Span::Pages, |page| {
            Ok(printer.print(&page)?)
        })?;
        return Ok(token.map_or(Ok(()), |token| printer.print_token(&token))?);
    }
    let answer = ask(listing, place, &globals)?;
    if shown != Shown::Whole {
        let secrets = answer.secret_list.iter();
        let names: Vec<&str> = secrets.map(|secret| secret.name.as_str()).collect();
        print_names(shown, &names, chooses)?;
    } else if printer.is_for_people() {
        print_table(&answer, chooses)?;
    } else {
        printer.print(&answer)?;
    }
    // The process ends here: to free a million small pieces one by one takes as long as to open the vault.
    std::mem::forget(answer);
    Ok(())
}

impl Shape {
    const fn shown(&self) -> Shown {
        match (self.names, self.tree) {
            (true, _) => Shown::Names,
            (false, true) => Shown::Tree,
            (false, false) => Shown::Whole,
        }
    }
}

impl Listing {
    /// Whether it asks for all secrets in the usual order.
    fn is_plain(&self) -> bool {
        let (paging, request) = (&self.paging, &self.request);
        let pages = paging.counts()
            || paging.page_size.is_some()
            || request.max_results.is_some()
            || request.next_token.is_some();
        let chooses =
            request.filters.is_some() || request.sort_by.is_some() || request.sort_order.is_some();
        !pages && !chooses
    }

    /// As in the AWS CLI, paging by hand turns the automatic kind off.
    fn pages_by_hand(&self, globals: &Globals) -> bool {
        globals.no_paginate
            || self.request.next_token.is_some()
            || self.request.max_results.is_some()
    }
}

/// Adds what the command line has beside the operation's own options.
pub(crate) fn augment(command: Command, form: &Form) -> Command {
    let command = Paging::augment_args(command).next_help_heading(None::<&str>);
    if form.short {
        return Shape::augment_args(command);
    }
    command
}

fn ask(listing: Listing, place: Place, globals: &Globals) -> anyhow::Result<ListSecretsResponse> {
    if listing.pages_by_hand(globals) {
        call::check(&listing.request)?;
        listing.paging.refuse()?;
        return Opened::open(place, globals)?.handle(listing.request);
    }
    let span = if listing.paging.counts() {
        Span::Pages
    } else {
        Span::Whole
    };
    let mut secret_list = Vec::new();
    let next_token = pages(listing, place, globals, span, |page| {
        if secret_list.is_empty() {
            // The only page of a command without paging options: it may be long, and stays where it is.
            secret_list = page.secret_list;
        } else {
            secret_list.extend(page.secret_list);
        }
        Ok(())
    })?;
    Ok(ListSecretsResponse {
        secret_list,
        next_token,
        following: Vec::new(),
    })
}

/// Gives `visit` the pages that are asked for, and answers the token that goes on from there. A vault on this machine is
/// looked through once for all of them.
fn pages(
    listing: Listing,
    place: Place,
    globals: &Globals,
    span: Span,
    mut visit: impl FnMut(ListSecretsResponse) -> anyhow::Result<()>,
) -> anyhow::Result<Option<String>> {
    let Listing {
        paging,
        mut request,
    } = listing;
    let start = paging.start(ListSecrets::NAME)?;
    request.next_token.clone_from(&start.next_token);
    request.max_results = paging.page_size;
    request.span = span;
    call::check(&request)?;
    request.validate().context(Calling(ListSecrets::NAME))?;
    let mut vault = Opened::open(place, globals)?;
    let mut following = Vec::new().into_iter();
    let fetch = |token: Option<&str>| {
        let page = if let Some(page) = following.next() {
            page
        } else {
            request.next_token = token.map(str::to_owned);
            let mut page = vault.handle(request.clone())?;
            following = std::mem::take(&mut page.following).into_iter();
            page
        };
        Ok((page.secret_list, page.next_token))
    };
    paging::each(
        paging.max_items,
        start,
        fetch,
        |(secret_list, next_token)| {
            visit(ListSecretsResponse {
                secret_list,
                next_token,
                following: Vec::new(),
            })
        },
    )
}

fn print_names(shown: Shown, names: &[&str], chooses: bool) -> Result<()> {
    let mut text = String::new();
    if shown == Shown::Tree {
        text = tree_of_names::draw(names);
        if ui::stdout_is_terminal() {
            let columns = ui::columns();
            let lines = text.lines().map(|line| table::cut(line, columns) + "\n");
            text = lines.collect();
        }
    } else {
        for name in names {
            text.push_str(name);
            text.push('\n');
        }
    }
    if ui::stdout_is_terminal() && names.is_empty() {
        tell_nothing(chooses);
    }
    output::stdout::write(text.as_bytes())
}

/// Nothing on a terminal could be a mistake: of the vault, or of a filter.
fn tell_nothing(chooses: bool) {
    ui::line(if chooses {
        "no secret matches"
    } else {
        "there are no secrets yet"
    });
}

/// What a list says of a secret. The name is the last to go; a scheduled deletion explains why a secret cannot be read.
const COLUMNS: [Column; 6] = [
    column("NAME", 32, 0),
    column("AGE", usize::MAX, 2),
    column("LABELS", 10, 5),
    column("ROTATES", usize::MAX, 3),
    column("DELETED", usize::MAX, 1),
    column("DESCRIPTION", 12, 4),
];

const fn column(heading: &'static str, least: usize, expendable: u8) -> Column {
    Column {
        heading,
        least,
        expendable,
    }
}

fn print_table(answer: &ListSecretsResponse, chooses: bool) -> Result<()> {
    let secrets = &answer.secret_list;
    if secrets.is_empty() {
        tell_nothing(chooses);
        return Ok(());
    }
    let now = SystemClock.now();
    let rows: Vec<Vec<String>> = secrets.iter().map(|secret| row(secret, now)).collect();
    let text = table::fitted(&COLUMNS, &rows, ui::columns());
    output::stdout::write(text.as_bytes())?;
    if let Some(token) = &answer.next_token {
        ui::hint(&format!("there are more: --starting-token {token}"));
    }
    Ok(())
}

fn row(secret: &SecretMetadata, now: Timestamp) -> Vec<String> {
    let age = secret.current_version_date.map(|made| {
        let millis = now.millis().saturating_sub(made.millis());
        span::age(Duration::from_millis(millis.try_into().unwrap_or(0)))
    });
    let day = |moment: Option<Timestamp>| {
        let text = moment.map(output::json::local).unwrap_or_default();
        text.split('T').next().unwrap_or_default().to_owned()
    };
    vec![
        secret.name.clone(),
        age.unwrap_or_default(),
        labels(secret).join(", "),
        day(secret.next_rotation_date),
        day(secret.deleted_date),
        secret.description.clone().unwrap_or_default(),
    ]
}

/// What tells secrets apart: nearly all have AWSCURRENT, and where that version is still AWSPENDING too, its rotation is over.
fn labels(secret: &SecretMetadata) -> Vec<&str> {
    let mut shown = Vec::new();
    for (_, labels) in &secret.secret_versions_to_stages {
        let labels: Vec<&str> = labels.iter().map(StagingLabel::as_str).collect();
        let is_current = labels.contains(&AWSCURRENT);
        let says_more = |label: &&str| !(is_current && [AWSCURRENT, AWSPENDING].contains(label));
        shown.extend(labels.into_iter().filter(says_more));
    }
    shown.sort_unstable();
    shown
}
