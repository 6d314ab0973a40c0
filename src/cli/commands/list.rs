//! ListSecrets on the command line: all pages in one answer, names alone, columns for people.

use std::ffi::OsString;

use anyhow::Context as _;
use clap::{Args, Command};

use crate::cli::call::{self, Form, Printer};
use crate::cli::exit::Calling;
use crate::cli::globals::Globals;
use crate::cli::opened::Opened;
use crate::cli::paging::{self, Paging};
use crate::cli::place::Place;
use crate::cli::{human, output, ui};
use crate::error::Result;
use crate::operations::{ListSecrets, ListSecretsResponse, Operation as _, SecretNames};

#[derive(Debug, clap::Args)]
struct Listing {
    // Before the paging, whose heading would go on over it in the help.
    #[command(flatten)]
    request: ListSecrets,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, clap::Args)]
struct Names {
    /// Print the names alone, one a line
    #[arg(short = '1', long = "names")]
    names: bool,
}

#[derive(Debug, clap::Args)]
struct ShortListing {
    #[command(flatten)]
    names: Names,
    #[command(flatten)]
    listing: Listing,
}

/// Runs `list-secrets` and `list`.
pub(crate) fn run(form: &Form, rest: Vec<OsString>) -> anyhow::Result<()> {
    let asked = if form.short {
        call::read::<ListSecrets, ShortListing>(form, rest)?
            .map(|(own, globals)| (own.names.names, own.listing, globals))
    } else {
        call::read::<ListSecrets, Listing>(form, rest)?
            .map(|(listing, globals)| (false, listing, globals))
    };
    let Some((names, listing, globals)) = asked else {
        return Ok(());
    };
    let place = Place::of(&globals)?;
    let printer = Printer::new(ListSecrets::NAME, form, &globals, &place)?;
    if names && !globals.no_paginate && listing.is_plain() {
        let request = SecretNames {
            planned_deletion: listing.request.include_planned_deletion.is_on(),
        };
        let names = Opened::open(place, &globals)?.handle(request)?;
        return Ok(print_names(names.iter().map(String::as_str))?);
    }
    let answer = ask(listing, place, &globals)?;
    if names {
        print_names(answer.secret_list.iter().map(|secret| secret.name.as_str()))?;
    } else if printer.is_for_people() {
        print_columns(&answer)?;
    } else {
        printer.print(&answer)?;
    }
    // The process ends here: to free a million small pieces one by one takes as long as to open the vault.
    std::mem::forget(answer);
    Ok(())
}

impl Listing {
    /// Whether it asks for all secrets in the usual order.
    fn is_plain(&self) -> bool {
        let (paging, request) = (&self.paging, &self.request);
        let pages = paging.max_items.is_some()
            || paging.starting_token.is_some()
            || paging.page_size.is_some()
            || request.max_results.is_some()
            || request.next_token.is_some();
        let chooses =
            request.filters.is_some() || request.sort_by.is_some() || request.sort_order.is_some();
        !pages && !chooses
    }
}

/// Adds what the command line has beside the operation's own options.
pub(crate) fn augment(command: Command, form: &Form) -> Command {
    let command = Paging::augment_args(command).next_help_heading(None::<&str>);
    if form.short {
        return Names::augment_args(command);
    }
    command
}

fn ask(listing: Listing, place: Place, globals: &Globals) -> anyhow::Result<ListSecretsResponse> {
    let Listing {
        paging,
        mut request,
    } = listing;
    call::check(&request)?;
    // As in the AWS CLI, paging by hand turns the automatic kind off.
    if globals.no_paginate || request.next_token.is_some() || request.max_results.is_some() {
        paging.refuse()?;
        return Opened::open(place, globals)?.handle(request);
    }
    request.unpaged = paging.page_size.is_none();
    request.max_results = paging.page_size;
    request.validate().context(Calling(ListSecrets::NAME))?;
    let mut vault = Opened::open(place, globals)?;
    let (secret_list, next_token) = paging::collect(&paging, |token| {
        let mut request = request.clone();
        request.next_token = token;
        let page = vault.handle(request)?;
        Ok((page.secret_list, page.next_token))
    })?;
    Ok(ListSecretsResponse {
        secret_list,
        next_token,
    })
}

fn print_names<'n>(names: impl Iterator<Item = &'n str>) -> Result<()> {
    let mut text = String::new();
    for name in names {
        text.push_str(name);
        text.push('\n');
    }
    output::stdout::write(text.as_bytes())
}

fn print_columns(answer: &ListSecretsResponse) -> Result<()> {
    let first_line = |value: Option<&serde_json::Value>| {
        let text = value
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        text.lines().next().unwrap_or_default().to_owned()
    };
    let mut rows = Vec::with_capacity(answer.secret_list.len());
    for secret in &answer.secret_list {
        let members = output::json::to_value(secret)?;
        // The day and the minute.
        let changed = first_line(members.get("LastChangedDate")).replace('T', " ");
        let changed = changed.get(..16).unwrap_or(&changed).to_owned();
        let description = first_line(members.get("Description"));
        let state = match members.get("DeletedDate") {
            Some(_) => "deleted",
            None => "",
        };
        rows.push(vec![
            secret.name.clone(),
            changed,
            state.to_owned(),
            description,
        ]);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut heading = vec!["NAME", "CHANGED", "STATE", "DESCRIPTION"];
    // Columns that nobody fills, the last one first.
    for column in [3, 2] {
        if rows.iter().all(|row| row[column].is_empty()) {
            heading.remove(column);
            for row in &mut rows {
                row.remove(column);
            }
        }
    }
    let table = human::table(&heading, &rows, ui::columns());
    output::stdout::write(table.as_bytes())
}
