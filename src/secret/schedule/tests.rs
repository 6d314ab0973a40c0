use chrono::{DateTime, SecondsFormat};

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::from_millis(
        DateTime::parse_from_rfc3339(text)
            .unwrap()
            .timestamp_millis(),
    )
}

fn show(moment: Timestamp) -> String {
    DateTime::from_timestamp_millis(moment.millis())
        .unwrap()
        .to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn parse(expression: &str) -> Schedule {
    Schedule::parse(expression, None).unwrap()
}

fn from_rules(
    days: Option<i64>,
    expression: Option<&str>,
    duration: Option<&str>,
) -> Result<Option<Schedule>> {
    Schedule::from_rules(&RotationRules {
        automatically_after_days: days,
        duration: duration.map(str::to_owned),
        schedule_expression: expression.map(str::to_owned),
    })
}

/// Starts and ends of the next windows, each from the one before.
fn windows(expression: &str, duration: Option<&str>, now: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(expression, duration).unwrap();
    let (mut now, mut previous, mut shown) = (at(now), None, Vec::new());
    for _ in 0..count {
        let window = schedule.next_window(now, previous).unwrap();
        let (start, end) = (show(window.start), show(window.end));
        shown.push(format!("{}..{}", &start[..13], &end[..13]));
        now = window.start;
        previous = Some(window.rotation_date());
    }
    shown
}

fn starts(expression: &str, now: &str, count: usize) -> Vec<String> {
    let mut windows = windows(expression, None, now, count);
    for window in &mut windows {
        window.truncate(13);
    }
    windows
}

fn refusal(expression: &str, duration: Option<&str>) -> String {
    let error = Schedule::parse(expression, duration).expect_err(expression);
    assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
    assert!(!error.message().contains('\n'));
    error.message().to_owned()
}

#[test]
fn the_documented_examples_open_when_they_say() {
    let thursday = "2026-01-01T09:30:00Z";
    for (expression, expected) in [
        (
            "cron(0 /8 * * ? *)",
            ["2026-01-01T16", "2026-01-02T00", "2026-01-02T08"],
        ),
        (
            "cron(0 8/8 * * ? *)",
            ["2026-01-01T16", "2026-01-02T08", "2026-01-02T16"],
        ),
        (
            "cron(0 10 * * ? *)",
            ["2026-01-01T10", "2026-01-02T10", "2026-01-03T10"],
        ),
        (
            "cron(0 18 ? * SAT *)",
            ["2026-01-03T18", "2026-01-10T18", "2026-01-17T18"],
        ),
        (
            "cron(0 8 1 * ? *)",
            ["2026-02-01T08", "2026-03-01T08", "2026-04-01T08"],
        ),
        (
            "cron(0 1 ? 1/3 SUN#1 *)",
            ["2026-01-04T01", "2026-04-05T01", "2026-07-05T01"],
        ),
        (
            "cron(0 17 L * ? *)",
            ["2026-01-31T17", "2026-02-28T17", "2026-03-31T17"],
        ),
        (
            "cron(0 8 ? * MON-FRI *)",
            ["2026-01-02T08", "2026-01-05T08", "2026-01-06T08"],
        ),
        (
            "cron(0 16 1,15 * ? *)",
            ["2026-01-01T16", "2026-01-15T16", "2026-02-01T16"],
        ),
        (
            "cron(0 2/10 * * ? *)",
            ["2026-01-01T12", "2026-01-01T22", "2026-01-02T02"],
        ),
        (
            "rate(10 days)",
            ["2026-01-11T00", "2026-01-21T00", "2026-01-31T00"],
        ),
        (
            "rate(12 hours)",
            ["2026-01-01T22", "2026-01-02T10", "2026-01-02T22"],
        ),
    ] {
        assert_eq!(starts(expression, thursday, 3), expected, "{expression}");
    }
}

#[test]
fn windows_are_as_long_as_their_kind_of_schedule_says() {
    let now = "2026-01-01T09:30:00Z";
    for (expression, duration, expected) in [
        ("cron(0 16 * * ? *)", None, "2026-01-01T16..2026-01-02T00"),
        (
            "cron(0 16 * * ? *)",
            Some("2h"),
            "2026-01-01T16..2026-01-01T18",
        ),
        ("cron(0 8/8 * * ? *)", None, "2026-01-01T16..2026-01-01T17"),
        (
            "cron(0 8/8 * * ? *)",
            Some("08h"),
            "2026-01-01T16..2026-01-02T00",
        ),
        ("rate(10 days)", None, "2026-01-11T00..2026-01-12T00"),
        ("rate(10 days)", Some("3h"), "2026-01-11T00..2026-01-11T03"),
        ("rate(4 hours)", None, "2026-01-01T14..2026-01-01T15"),
        ("rate(4 hours)", Some("4h"), "2026-01-01T14..2026-01-01T18"),
    ] {
        assert_eq!(
            windows(expression, duration, now, 1),
            [expected],
            "{expression}"
        );
    }
}

#[test]
fn the_rotation_date_is_the_last_second_of_the_window() {
    let schedule = Schedule::parse("cron(0 16 * * ? *)", Some("2h")).unwrap();
    let window = schedule
        .next_window(at("2022-10-07T10:00:00Z"), None)
        .unwrap();
    assert_eq!(window.rotation_date().millis(), 1_665_165_599_000);
}

#[test]
fn a_number_of_days_ends_with_that_day() {
    let schedule = from_rules(Some(30), None, None).unwrap().unwrap();
    let window = schedule
        .next_window(at("2026-01-31T23:59:59.999Z"), None)
        .unwrap();
    assert_eq!(show(window.rotation_date()), "2026-03-02T23:59:59Z");

    let schedule = from_rules(Some(1000), None, Some("3h")).unwrap().unwrap();
    let window = schedule
        .next_window(at("2026-01-01T00:00:00Z"), None)
        .unwrap();
    assert_eq!(show(window.rotation_date()), "2028-09-27T02:59:59Z");
}

#[test]
fn a_rate_keeps_its_beat_over_windows_that_were_missed() {
    let schedule = parse("rate(6 hours)");
    let previous = at("2026-01-01T00:59:59Z");
    let next = |now| show(schedule.next_window(at(now), Some(previous)).unwrap().start);
    assert_eq!(next("2026-01-01T00:10:00Z"), "2026-01-01T06:00:00Z");
    assert_eq!(next("2026-01-03T07:00:00Z"), "2026-01-03T12:00:00Z");
    assert_eq!(next("2026-01-03T12:00:00Z"), "2026-01-03T18:00:00Z");
    assert_eq!(next("2025-12-31T00:00:00Z"), "2026-01-01T06:00:00Z");
}

#[test]
fn the_first_window_of_a_rate_in_hours_opens_on_a_full_hour() {
    let schedule = parse("rate(5 hours)");
    let next = |now| show(schedule.next_window(at(now), None).unwrap().start);
    assert_eq!(next("2026-01-01T10:00:00Z"), "2026-01-01T15:00:00Z");
    assert_eq!(next("2026-01-01T10:00:00.001Z"), "2026-01-01T16:00:00Z");
}

#[test]
fn month_ends_and_leap_years() {
    assert_eq!(
        starts("cron(0 0 L * ? *)", "2028-01-31T00:00:00Z", 2),
        ["2028-02-29T00", "2028-03-31T00"]
    );
    assert_eq!(
        starts("cron(0 0 L 2 ? *)", "2026-03-01T00:00:00Z", 3),
        ["2027-02-28T00", "2028-02-29T00", "2029-02-28T00"]
    );
    assert_eq!(
        starts("cron(0 0 31 * ? *)", "2026-03-31T00:00:00Z", 3),
        ["2026-05-31T00", "2026-07-31T00", "2026-08-31T00"]
    );
    assert_eq!(
        starts("cron(0 0 29,30 2,3 ? *)", "2026-03-30T00:00:00Z", 4),
        [
            "2027-03-29T00",
            "2027-03-30T00",
            "2028-02-29T00",
            "2028-03-29T00"
        ]
    );
    assert_eq!(
        starts("cron(0 0 1 JAN ? *)", "2026-06-01T00:00:00Z", 2),
        ["2027-01-01T00", "2028-01-01T00"]
    );
    // 2100 is not a leap year.
    assert_eq!(
        starts("cron(0 0 L 2 ? *)", "2100-01-01T00:00:00Z", 1),
        ["2100-02-28T00"]
    );
}

#[test]
fn the_last_and_the_nth_weekday() {
    let now = "2026-01-01T00:00:00Z";
    for (expression, expected) in [
        ("cron(0 0 SUNL * ? *)", ["2026-01-25T00", "2026-02-22T00"]),
        ("cron(0 0 ? * FRIL *)", ["2026-01-30T00", "2026-02-27T00"]),
        ("cron(0 0 ? * 1L *)", ["2026-01-25T00", "2026-02-22T00"]),
        ("cron(0 0 ? * TUE#3 *)", ["2026-01-20T00", "2026-02-17T00"]),
        ("cron(0 0 ? * 3#3 *)", ["2026-01-20T00", "2026-02-17T00"]),
        ("cron(0 0 ? * SAT#5 *)", ["2026-01-31T00", "2026-05-30T00"]),
        ("cron(0 0 ? * L *)", ["2026-01-03T00", "2026-01-10T00"]),
        (
            "cron(0 0 ? * MON#1,MON#3 *)",
            ["2026-01-05T00", "2026-01-19T00"],
        ),
    ] {
        assert_eq!(starts(expression, now, 2), expected, "{expression}");
    }
}

#[test]
fn steps_ranges_lists_and_names_in_any_case() {
    let now = "2026-01-01T09:30:00Z";
    for (expression, expected) in [
        ("cron(0 9 1 1/3 ? *)", ["2026-04-01T09", "2026-07-01T09"]),
        (
            "cron(0 9 1 feb,Nov-DEC ? *)",
            ["2026-02-01T09", "2026-11-01T09"],
        ),
        ("cron(0 9 5/10 * ? *)", ["2026-01-05T09", "2026-01-15T09"]),
        ("cron(0 9 /15 * ? *)", ["2026-01-16T09", "2026-01-31T09"]),
        (
            "cron(0 9 10-20/5 * ? *)",
            ["2026-01-10T09", "2026-01-15T09"],
        ),
        (
            "cron(0 9 ? * mon,Fri *)",
            ["2026-01-02T09", "2026-01-05T09"],
        ),
        ("cron(0 9 ? * 2/2 *)", ["2026-01-02T09", "2026-01-05T09"]),
        ("cron(0 */12 * * ? *)", ["2026-01-01T12", "2026-01-02T00"]),
        (" cron( 0  9 * * ? * ) ", ["2026-01-02T09", "2026-01-03T09"]),
    ] {
        assert_eq!(starts(expression, now, 2), expected, "{expression}");
    }
}

#[test]
fn windows_closer_than_four_hours_are_refused() {
    for expression in [
        "rate(1 hour)",
        "rate(3 hours)",
        "cron(0 /3 * * ? *)",
        "cron(0 * * * ? *)",
        "cron(0 1/11 * * ? *)",
        "cron(0 1/11 ? * SAT-SAT,SUN *)",
        "cron(0 1/11 1,31 * ? *)",
    ] {
        refusal(expression, None);
    }
    assert!(refusal("rate(3 hours)", None).contains("at most every 4 hours"));
    parse("rate(4 hours)");
    parse("cron(0 /4 * * ? *)");
    // 23:00 to 01:00 would be too close, but never on two days running.
    parse("cron(0 1/11 ? * SAT *)");
}

#[test]
fn what_does_not_open_every_year_is_refused() {
    for expression in [
        "cron(0 0 31 2 ? *)",
        "cron(0 0 30 FEB ? *)",
        "cron(0 0 31 4,6,9,11 ? *)",
        "cron(0 0 29 2 ? *)",
        "cron(0 0 ? 5 SUN#5 *)",
    ] {
        assert!(
            refusal(expression, None).contains("every year"),
            "{expression}"
        );
    }
}

#[test]
fn rates_have_bounds() {
    parse("rate(1 day)");
    parse("rate(999 days)");
    parse("rate(23976 hours)");
    for expression in [
        "rate(1000 days)",
        "rate(23977 hours)",
        "rate(0 days)",
        "rate(-1 days)",
        "rate(+5 days)",
        "rate(1.5 days)",
        "rate(99999999999 days)",
        "rate(10 minutes)",
        "rate(10)",
        "rate(10 days days)",
        "rate()",
        "rate(10 days",
        "rate 10 days",
        "every(10 days)",
        "RATE(10 days)",
        "",
        ")",
        "(",
    ] {
        refusal(expression, None);
    }
}

#[test]
fn fields_out_of_their_grammar_are_refused_with_the_reason() {
    for (expression, reason) in [
        ("cron(5 8 * * ? *)", "minutes must be 0"),
        ("cron(* 8 * * ? *)", "minutes must be 0"),
        (
            "cron(0 24 * * ? *)",
            "in hours, '24' is not one of 0 to 23.",
        ),
        ("cron(0 8,20 * * ? *)", "the hours 8,20 must be one hour"),
        ("cron(0 8-20 * * ? *)", "the hours 8-20 must be one hour"),
        ("cron(0 8/0 * * ? *)", "the step 0"),
        ("cron(0 8 * * * *)", "must be ?"),
        ("cron(0 8 1 * MON *)", "must be ?"),
        ("cron(0 8 ? * ? *)", "must not be ?"),
        (
            "cron(0 8 32 * ? *)",
            "in day-of-month, '32' is not one of 1 to 31.",
        ),
        ("cron(0 8 0 * ? *)", "in day-of-month, '0'"),
        ("cron(0 8 15W * ? *)", "in day-of-month, '15W'"),
        ("cron(0 8 TUE#3 * ? *)", "in day-of-month, 'TUE#3'"),
        ("cron(0 8 1, * ? *)", "in day-of-month, ''"),
        (
            "cron(0 8 ? 13 MON *)",
            "in month, '13' is not one of 1 to 12 or JAN to DEC.",
        ),
        ("cron(0 8 1 ? ? *)", "in month, '?'"),
        (
            "cron(0 8 ? * 8 *)",
            "in day-of-week, '8' is not one of 1 to 7 or SUN to SAT.",
        ),
        ("cron(0 8 ? * TUE#6 *)", "in number after #, '6'"),
        ("cron(0 8 ? * FRI-MON *)", "FRI-MON ends before it begins"),
        ("cron(0 8 * * ? 2026)", "year must be *"),
        ("cron(0 8 * * ?)", "six fields"),
        ("cron(0 8 * * ? * *)", "six fields"),
    ] {
        let message = refusal(expression, None);
        assert!(message.contains(reason), "{message}");
        assert!(message.contains(expression), "{message}");
    }
}

#[test]
fn a_duration_must_fit() {
    for duration in ["0h", "h", "3", "3m", "100h", "-1h", "+1h", "1.h", "", "3H"] {
        refusal("rate(10 days)", Some(duration));
    }
    for (expression, fits, too_long) in [
        ("rate(10 days)", "24h", "25h"),
        ("rate(6 hours)", "6h", "7h"),
        ("cron(0 16 * * ? *)", "8h", "9h"),
        ("cron(0 8/8 * * ? *)", "8h", "9h"),
        ("cron(0 2/10 * * ? *)", "4h", "5h"),
    ] {
        Schedule::parse(expression, Some(fits)).unwrap();
        refusal(expression, Some(too_long));
    }
}

#[test]
fn rules_are_days_or_an_expression() {
    let error = from_rules(Some(1), Some("rate(1 day)"), None).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::InvalidParameterException));
    assert_eq!(
        error.message(),
        "You cannot specify both rotation frequency and schedule expression together."
    );
    assert_eq!(from_rules(None, None, None).unwrap(), None);
    assert!(from_rules(None, None, Some("3h")).is_err());
    for days in [0, -1, 1001, i64::MAX] {
        assert!(from_rules(Some(days), None, None).is_err());
    }
    assert!(from_rules(Some(10), None, Some("25h")).is_err());
    assert_eq!(
        from_rules(Some(10), None, None).unwrap(),
        Some(parse("rate(10 days)"))
    );
}

#[test]
fn the_days_of_a_schedule_are_filled_in() {
    let now = at("2026-03-31T18:00:00Z");
    for (expression, days) in [
        ("rate(10 days)", 10),
        ("rate(240 hours)", 1),
        ("cron(0 8/8 * * ? *)", 1),
        ("cron(0 10 * * ? *)", 1),
        ("cron(0 17 L * ? *)", 31),
        ("cron(0 18 L * ? *)", 31),
        ("cron(0 19 L * ? *)", 28),
        ("cron(0 18 ? * SAT *)", 7),
        ("cron(0 0 1 1 ? *)", 365),
        ("cron(0 0 ? 12 SUN#1 *)", 371),
    ] {
        assert_eq!(
            parse(expression).automatically_after_days(now),
            Some(days),
            "{expression}"
        );
    }
}
