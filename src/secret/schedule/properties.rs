use proptest::prelude::*;

use super::*;
use crate::types::time::DAY;

fn token() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[0-9]{1,3}",
        "(\\*|\\?|L|SUN|TUE|SAT|JAN|DEC)",
        "[1-7]L",
        "(MON|[0-9])#[0-9]",
        "[0-9]{0,2}/[0-9]{1,2}",
        "[0-9]{1,2}-[0-9]{1,2}",
    ];
    prop::collection::vec(word, 1..3).prop_map(|words| words.join(","))
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,80}", duration in ".{0,4}") {
        let _refused = Schedule::parse(&text, Some(&duration)).is_err();
        let _refused = Schedule::parse(&format!("rate({text})"), None).is_err();
        let _refused = Schedule::parse(&format!("cron({text})"), None).is_err();
    }

    #[test]
    fn no_moment_panics(now in any::<i64>(), previous in any::<Option<i64>>()) {
        let (now, previous) = (Timestamp::from_millis(now), previous.map(Timestamp::from_millis));
        for expression in ["rate(5 hours)", "rate(5 days)", "cron(0 /8 * * ? *)", "cron(0 0 L 2 ? *)"] {
            let schedule = Schedule::parse(expression, None).unwrap();
            if let Some(window) = schedule.next_window(now, previous) {
                prop_assert!(window.start > now && window.end > window.start);
            }
            let _days = schedule.automatically_after_days(now);
        }
    }

    #[test]
    fn the_next_window_is_after_now_and_four_hours_from_its_neighbours(
        hour in prop_oneof!["[0-9]{1,2}", "[0-9]{0,2}/[0-9]{1,2}"],
        days in token(),
        month in prop_oneof![Just("*".to_owned()), token()],
        of_week in any::<bool>(),
        now in 0..4_000_000_000_000_i64,
    ) {
        let (day_of_month, day_of_week) = if of_week { ("?", &*days) } else { (&*days, "?") };
        let text = format!("cron(0 {hour} {day_of_month} {month} {day_of_week} *)");
        if let Ok(schedule) = Schedule::parse(&text, None) {
            let mut now = Timestamp::from_millis(now);
            let mut last = None;
            for _ in 0..5 {
                let window = schedule.next_window(now, None).unwrap();
                prop_assert!(window.start > now, "{}", text);
                prop_assert_eq!(window.start.millis() % HOUR, 0);
                prop_assert!(window.end.millis() <= window.start.day().millis() + DAY);
                if let Some(last) = last {
                    let gap = window.start.millis() - last;
                    prop_assert!((4 * HOUR..=2 * 366 * DAY).contains(&gap), "{}", text);
                }
                last = Some(window.start.millis());
                now = window.start;
            }
        }
    }

    #[test]
    fn a_rate_opens_after_now_and_on_the_beat(
        count in 1..500_u32,
        unit in prop_oneof![Just("hours"), Just("days")],
        now in 0..4_000_000_000_000_i64,
        behind in 0..4_000_000_000_i64,
    ) {
        if let Ok(schedule) = Schedule::parse(&format!("rate({count} {unit})"), None) {
            let first = schedule.next_window(Timestamp::from_millis(now), None).unwrap();
            prop_assert!(first.start.millis() > now);
            let later = first.start.plus(behind);
            let next = schedule.next_window(later, Some(first.rotation_date())).unwrap();
            let interval = if unit == "hours" { HOUR } else { DAY } * i64::from(count);
            prop_assert!(next.start > later);
            prop_assert!(next.start.millis() - later.millis() <= interval);
            prop_assert_eq!((next.start.millis() - first.start.millis()) % interval, 0);
        }
    }
}
