//! Paging as the AWS CLI does it (botocore `paginate.py`): page after page, all of them or so many items and a token.

use std::num::IntErrorKind;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::cli::{input, skeleton};
use crate::error::{Error, Kind, Result};
use crate::iam::Action;

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Paging")]
// No doc comment: clap would take it for the command's help.
pub(crate) struct Paging {
    /// How many items to print; more are behind the answer's NextToken
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_items: Option<i64>,
    /// The NextToken of an earlier answer that --max-items ended
    #[arg(long, value_name = "TOKEN")]
    pub(crate) starting_token: Option<String>,
    /// How many items each request asks for
    #[arg(long, value_name = "COUNT")]
    pub(crate) page_size: Option<i64>,
}

impl Paging {
    /// Where the pages of `operation` begin.
    pub(crate) fn start(&self, operation: Action) -> Result<Place> {
        match &self.starting_token {
            Some(token) => Place::decode(token, operation),
            None => Ok(Place::default()),
        }
    }

    /// Whether the answer has to know where the service's pages end.
    pub(crate) const fn counts(&self) -> bool {
        self.max_items.is_some() || self.starting_token.is_some()
    }

    /// Refuses paging options beside `--no-paginate`, in the AWS CLI's words.
    pub(crate) fn refuse(&self) -> Result<()> {
        let given: Vec<&str> = [
            (self.starting_token.is_some(), "--starting-token"),
            (self.page_size.is_some(), "--page-size"),
            (self.max_items.is_some(), "--max-items"),
        ]
        .into_iter()
        .filter_map(|(given, name)| given.then_some(name))
        .collect();
        if given.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            Kind::Usage,
            format!(
                "Cannot specify --no-paginate along with pagination arguments: {}",
                given.join(", ")
            ),
        ))
    }
}

/// One page: its items, and the service's token for the next.
pub(crate) type Page<T> = (Vec<T>, Option<String>);

/// Gives `visit` one page after the other from `start` on, cut to `max_items` in all, and answers the token that goes on
/// from there. `fetch` asks for the page of a token.
pub(crate) fn each<T>(
    max_items: Option<i64>,
    start: Place,
    mut fetch: impl FnMut(Option<&str>) -> anyhow::Result<Page<T>>,
    mut visit: impl FnMut(Page<T>) -> anyhow::Result<()>,
) -> anyhow::Result<Option<String>> {
    let mut token = start.next_token;
    let mut skip = start.truncated.unwrap_or(0);
    let mut before: Option<String> = None;
    let mut seen = 0;
    loop {
        let (mut items, next) = fetch(token.as_deref())?;
        if skip != 0 {
            items.drain(..position(skip, items.len()));
        }
        let all = seen + i64::try_from(items.len())?;
        if let Some(most) = max_items.filter(|most| all > *most) {
            // Below nothing it counts from the page's end, as a slice of Python does.
            let kept = most - seen;
            items.truncate(position(kept, items.len()));
            visit((items, next))?;
            let resume = Place {
                next_token: token,
                truncated: Some(skip.saturating_add(kept)),
            };
            return Ok(Some(resume.encode()));
        }
        visit((items, next.clone()))?;
        (seen, skip) = (all, 0);
        let Some(next) = next else { return Ok(None) };
        if max_items == Some(seen) {
            let resume = Place {
                next_token: Some(next),
                truncated: None,
            };
            return Ok(Some(resume.encode()));
        }
        if before.as_ref() == Some(&next) {
            return Err(endless().into());
        }
        token = Some(next.clone());
        before = Some(next);
    }
}

/// Where a slice of Python begins or ends that says `index` of a list this long.
fn position(index: i64, length: usize) -> usize {
    let distance = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
    if index < 0 {
        length.saturating_sub(distance)
    } else {
        length.min(distance)
    }
}

/// Goes on to the next page, if there is one.
pub(crate) fn advance(token: &mut Option<String>, next: Option<String>) -> Result<()> {
    if next.is_some() && next == *token {
        return Err(endless());
    }
    *token = next;
    Ok(())
}

/// A service that gives the same page for ever, in botocore's words.
fn endless() -> Error {
    Error::new(
        Kind::Other,
        "Error during pagination: The same next token was received twice",
    )
}

/// Where pages begin: the service's token, and how many items of its page were printed already.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) next_token: Option<String>,
    truncated: Option<i64>,
}

impl Place {
    /// Base64 of the JSON that Python writes.
    fn encode(self) -> String {
        let token = self.next_token.map_or(Value::Null, Value::String);
        let truncated = match self.truncated {
            None => String::new(),
            Some(count) => format!(", \"{TRUNCATED}\": {count}"),
        };
        STANDARD.encode(format!("{{\"{TOKEN}\": {token}{truncated}}}"))
    }

    /// Reads `--starting-token`. What is no token of the CLI's goes to the service as it is.
    fn decode(token: &str, operation: Action) -> Result<Self> {
        let bad = || {
            Error::new(
                Kind::Other,
                format!("Bad starting token: {}", token.escape_debug()),
            )
        };
        // Python passes over what is no digit of Base64, such as the ends of wrapped lines.
        let digits: Vec<u8> = token
            .bytes()
            .filter(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
            .collect();
        let decoded = STANDARD.decode(digits).ok();
        let mut members = match decoded.and_then(|json| serde_json::from_slice(&json).ok()) {
            Some(Value::Object(members)) => members,
            None | Some(Value::Array(_)) => return Self::decode_old(token).ok_or_else(bad),
            Some(_) => return Err(bad()),
        };
        let truncated = match members.remove(TRUNCATED) {
            None | Some(Value::Null) => None,
            Some(count) => Some(count.as_i64().ok_or_else(bad)?),
        };
        let next_token = match members.remove(TOKEN) {
            None | Some(Value::Null) => None,
            Some(Value::String(next)) => given(&next),
            Some(_) => {
                return Err(Error::new(
                    Kind::Usage,
                    format!(
                        "Parameter validation failed:\nInvalid type for parameter {TOKEN}, valid types: <class 'str'>"
                    ),
                ));
            }
        };
        members.retain(|_, value| !value.is_null());
        match members.keys().next() {
            None => Ok(Self {
                next_token,
                truncated,
            }),
            Some(name) => Err(input::unknown(name, &skeleton::members(operation)?)),
        }
    }

    /// The older form: the service's token, and behind `___` the number.
    fn decode_old(token: &str) -> Option<Self> {
        let mut parts = token.split("___");
        let (next, number, more) = (parts.next()?, parts.next(), parts.next());
        if more.is_some() {
            return None;
        }
        Some(match number.and_then(whole) {
            None => Self {
                next_token: given(token),
                truncated: None,
            },
            truncated => Self {
                next_token: given(next),
                truncated,
            },
        })
    }
}

const TOKEN: &str = "NextToken";
const TRUNCATED: &str = "boto_truncate_amount";

/// A token that botocore would send.
fn given(token: &str) -> Option<String> {
    (token != "None").then(|| token.to_owned())
}

/// A number as Python reads it; one beyond all pages is the same as the largest.
fn whole(text: &str) -> Option<i64> {
    match text.trim().parse::<i64>().map_err(|why| *why.kind()) {
        Ok(number) => Some(number),
        Err(IntErrorKind::PosOverflow) => Some(i64::MAX),
        Err(IntErrorKind::NegOverflow) => Some(i64::MIN),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Action = "ListSecrets";

    /// Pages of `size` numbers below 10; a page's token is its first number.
    fn fetch(size: usize) -> impl FnMut(Option<&str>) -> anyhow::Result<Page<usize>> {
        move |token| {
            let first = token.map_or(0, |token| token.parse().unwrap());
            let end = (first + size).min(10);
            Ok(((first..end).collect(), (end < 10).then(|| end.to_string())))
        }
    }

    /// The pages' items, and the token decoded.
    fn pages(size: usize, most: Option<i64>, start: Option<&str>) -> (Vec<Vec<usize>>, String) {
        let start = start.map_or_else(Place::default, |token| Place::decode(token, LIST).unwrap());
        let mut pages = Vec::new();
        let token = each(most, start, fetch(size), |(items, _)| {
            pages.push(items);
            Ok(())
        });
        let token = STANDARD.decode(token.unwrap().unwrap_or_default()).unwrap();
        (pages, String::from_utf8(token).unwrap())
    }

    #[test]
    fn without_options_all_pages_are_given() {
        for size in [1, 3, 10, 11] {
            let (pages, token) = pages(size, None, None);
            assert_eq!(pages.len(), 10_usize.div_ceil(size));
            assert_eq!(pages.concat(), (0..10).collect::<Vec<_>>());
            assert_eq!(token, "");
        }
    }

    #[test]
    fn tokens_lead_through_all_items_whatever_the_sizes() {
        for size in 1..12 {
            for most in 1..12 {
                let (mut all, mut token) = (Vec::new(), None);
                loop {
                    let (items, next) = pages(size, Some(most), token.as_deref());
                    assert!(items.concat().len() <= usize::try_from(most).unwrap());
                    all.extend(items.concat());
                    if next.is_empty() {
                        break;
                    }
                    token = Some(STANDARD.encode(next));
                }
                assert_eq!(all, (0..10).collect::<Vec<_>>(), "{size} {most}");
            }
        }
    }

    #[test]
    fn a_token_names_the_services_page_and_the_place_in_it() {
        for (size, most, start, items, token) in [
            (
                10,
                2,
                None,
                &[0, 1][..],
                r#"{"NextToken": null, "boto_truncate_amount": 2}"#,
            ),
            (2, 2, None, &[0, 1], r#"{"NextToken": "2"}"#),
            (
                4,
                6,
                None,
                &[0, 1, 2, 3, 4, 5],
                r#"{"NextToken": "4", "boto_truncate_amount": 2}"#,
            ),
            (
                4,
                2,
                Some("4___1"),
                &[5, 6],
                r#"{"NextToken": "4", "boto_truncate_amount": 3}"#,
            ),
            (
                4,
                4,
                Some("4___1"),
                &[5, 6, 7, 8],
                r#"{"NextToken": "8", "boto_truncate_amount": 1}"#,
            ),
            (
                4,
                0,
                None,
                &[],
                r#"{"NextToken": null, "boto_truncate_amount": 0}"#,
            ),
            // What a slice of Python does with a number below nothing.
            (
                4,
                -1,
                None,
                &[0, 1, 2],
                r#"{"NextToken": null, "boto_truncate_amount": -1}"#,
            ),
            (
                4,
                -9,
                None,
                &[],
                r#"{"NextToken": null, "boto_truncate_amount": -9}"#,
            ),
            (
                4,
                2,
                Some("4___-1"),
                &[7, 8],
                r#"{"NextToken": "8", "boto_truncate_amount": 1}"#,
            ),
            (
                4,
                2,
                Some("None___9"),
                &[4, 5],
                r#"{"NextToken": "4", "boto_truncate_amount": 2}"#,
            ),
            (
                4,
                i64::MIN,
                Some("4___-1"),
                &[],
                r#"{"NextToken": "4", "boto_truncate_amount": -9223372036854775808}"#,
            ),
        ] {
            let (pages, found) = pages(size, Some(most), start);
            assert_eq!(
                (&pages.concat()[..], &*found),
                (items, token),
                "{size} {most} {start:?}"
            );
        }
    }

    #[test]
    fn a_service_that_repeats_its_token_is_left() {
        let same = |_: Option<&str>| Ok((vec![1], Some("x".to_owned())));
        let mut count = 0;
        let found = each(None, Place::default(), same, |_| {
            count += 1;
            Ok(())
        });
        assert!(found.unwrap_err().to_string().ends_with("received twice"));
        assert_eq!(count, 2);
    }

    #[test]
    fn a_starting_token_is_read_as_botocore_reads_it() {
        let base64 = |json: &str| STANDARD.encode(json);
        let wrapped =
            base64(r#"{"NextToken": "t", "boto_truncate_amount": 3}"#).replace('V', "V\n ");
        for (token, next, truncated) in [
            (base64(r#"{"NextToken": "t"}"#), Some("t"), None),
            (
                base64(r#"{"NextToken": null, "boto_truncate_amount": 0}"#),
                None,
                Some(0),
            ),
            (base64(r#"{"NextToken": "None", "x": null}"#), None, None),
            (base64("{}"), None, None),
            (wrapped, Some("t"), Some(3)),
            ("None___3".to_owned(), None, Some(3)),
            ("t___ -3 ".to_owned(), Some("t"), Some(-3)),
            (format!("t___{}", "9".repeat(30)), Some("t"), Some(i64::MAX)),
            ("None".to_owned(), None, None),
            // No token of the CLI's: the service is asked.
            ("foo".to_owned(), Some("foo"), None),
            ("t___x".to_owned(), Some("t___x"), None),
            (base64("foo"), Some("Zm9v"), None),
            (base64("[]"), Some("W10="), None),
            (String::new(), Some(""), None),
        ] {
            let expected = Place {
                next_token: next.map(str::to_owned),
                truncated,
            };
            assert_eq!(Place::decode(&token, LIST).unwrap(), expected, "{token}");
        }
    }

    #[test]
    fn a_bad_token_is_refused() {
        for (token, kind, says) in [
            (
                "a___b___c".to_owned(),
                Kind::Other,
                "Bad starting token: a___b___c",
            ),
            (
                STANDARD.encode("5"),
                Kind::Other,
                "Bad starting token: NQ==",
            ),
            (
                STANDARD.encode(r#"{"NextToken": "t", "boto_truncate_amount": 1.5}"#),
                Kind::Other,
                "Bad starting token: ",
            ),
            (
                STANDARD.encode(r#"{"NextToken": 5}"#),
                Kind::Usage,
                "Parameter validation failed:\nInvalid type for parameter NextToken",
            ),
            (
                STANDARD.encode(r#"{"NextToken": "t", "x": 1}"#),
                Kind::Usage,
                "Parameter validation failed:\nUnknown parameter in input: \"x\", must be one of: IncludePlannedDeletion, ",
            ),
        ] {
            let error = Place::decode(&token, LIST).unwrap_err();
            assert_eq!(error.kind(), kind, "{token}");
            assert!(error.message().starts_with(says), "{}", error.message());
        }
    }
}
