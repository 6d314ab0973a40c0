//! `--generate-cli-skeleton`: what a request or an answer looks like, as the AWS CLI prints it from the service model.
//!
//! `skeletons.json` is botocore's output for every operation; the members that `--cli-input-json` may have are its keys.

use serde_json::{Map, Value};

use crate::cli::input::Member;
use crate::cli::output::{self, Format};
use crate::error::{Error, Kind, Result};
use crate::iam::Action;
use crate::operations::Request;
use crate::types::constraint::Constraints;

const SKELETONS: &str = include_str!("skeletons.json");

/// Prints what `--generate-cli-skeleton WHAT` asks for. `command` knows what the members mean.
pub(crate) fn print<O: Request>(what: &str, command: &clap::Command) -> Result<()> {
    match what {
        "yaml-input" => {
            let text = yaml(&part(O::NAME, "input")?, &required::<O>(), command);
            output::stdout::write(text.as_bytes())
        }
        "output" => output::print(&part(O::NAME, "output")?, O::NAME, Format::Json, None),
        _ => output::print(&part(O::NAME, "input")?, O::NAME, Format::Json, None),
    }
}

/// The options that a request cannot do without, each with its dashes: what an empty one is refused for.
fn required<O: Request>() -> Vec<String> {
    let Ok(empty) = serde_json::from_str::<O>("{}") else {
        return Vec::new();
    };
    let mut check = Constraints::new();
    empty.constraints(&mut check);
    missing(&check.client_side().unwrap_or_default())
}

/// The options, with their dashes, of the members that botocore's text says are missing; none if it says anything else.
pub(crate) fn missing(text: &str) -> Vec<String> {
    let lines = text.lines().skip(1).map(|line| {
        line.strip_prefix("Missing required parameter in input: \"")
            .and_then(|line| line.strip_suffix('"'))
            .map(|member| format!("--{}", Member::new(member).option))
    });
    lines.collect::<Option<_>>().unwrap_or_default()
}

/// The members of an operation's request.
pub(crate) fn members(operation: Action) -> Result<Vec<Member>> {
    let input = part(operation, "input")?;
    Ok(input.keys().map(|name| Member::new(name)).collect())
}

fn part(operation: Action, part: &str) -> Result<Map<String, Value>> {
    let unknown = || Error::new(Kind::Other, format!("no skeleton of {operation} is known"));
    let mut all: Value = serde_json::from_str(SKELETONS).map_err(|_| unknown())?;
    match all
        .pointer_mut(&format!("/{operation}/{part}"))
        .map(Value::take)
    {
        Some(Value::Object(members)) => Ok(members),
        _ => Err(unknown()),
    }
}

/// YAML with a comment for each member, as the AWS CLI has it.
fn yaml(members: &Map<String, Value>, required: &[String], command: &clap::Command) -> String {
    let mut text = String::new();
    for (name, value) in members {
        let option = Member::new(name).option;
        let argument = command
            .get_arguments()
            .find(|argument| argument.get_long() == Some(option.as_str()));
        let required = required.contains(&format!("--{option}"));
        let help = argument
            .and_then(clap::Arg::get_help)
            .map(ToString::to_string)
            .unwrap_or_default();
        let mark = if required { "[REQUIRED] " } else { "" };
        let comment = format!("# {mark}{}", help.lines().next().unwrap_or_default());
        let entry = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        let lines = serde_yaml_ng::to_string(&entry).unwrap_or_default();
        let mut lines = lines.trim_end().lines();
        let first = lines.next().unwrap_or_default();
        text.push_str(format!("{first}  {comment}").trim_end());
        text.push('\n');
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! check {
        ($($operation:ident $word:literal,)*) => {
            $({
                use clap::Args as _;
                use crate::operations::Operation as _;
                type Request = crate::operations::$operation;
                let command = Request::augment_args(clap::Command::new($word));
                let declared: Vec<String> = command
                    .get_arguments()
                    .filter_map(|argument| argument.get_long())
                    .map(str::to_owned)
                    .collect();
                // A switch's other half is no member, and --generate with its options is the command line's alone.
                let mut declared: Vec<String> = declared
                    .iter()
                    .filter(|option| {
                        !option.strip_prefix("no-").is_some_and(|on| declared.iter().any(|other| other == on))
                    })
                    .take_while(|option| *option != "generate")
                    .cloned()
                    .collect();
                let mut known: Vec<String> = members(Request::NAME)
                    .unwrap()
                    .into_iter()
                    .map(|member| member.option)
                    .collect();
                declared.sort();
                known.sort();
                assert_eq!(declared, known, "options of {}", Request::NAME);
            })*
        };
    }

    #[test]
    fn every_option_is_a_member_and_every_member_an_option() {
        crate::for_each_operation!(check);
    }
}
