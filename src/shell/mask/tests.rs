use super::*;

use proptest::prelude::*;

fn values<'v>(values: impl IntoIterator<Item = &'v str>) -> Values {
    Values::new(values.into_iter().map(str::as_bytes)).unwrap()
}

/// What is shown of these pieces, and what of all of it was shown before the end.
fn masked(values: &Values, pieces: &[&[u8]]) -> (Vec<u8>, usize) {
    let mut stream = Stream::new(values);
    let mut out = Vec::new();
    for piece in pieces {
        stream.feed(piece, &mut out);
    }
    let before_the_end = out.len();
    stream.finish(&mut out);
    assert!(!stream.is_holding());
    (out, before_the_end)
}

fn text(values: &Values, pieces: &[&str]) -> String {
    let pieces: Vec<&[u8]> = pieces.iter().map(|piece| piece.as_bytes()).collect();
    String::from_utf8(masked(values, &pieces).0).unwrap()
}

/// The whole text at once: every byte of any form of any value is looked for at every place.
fn reference(values: &[Vec<u8>], text: &[u8]) -> Vec<u8> {
    let mut hidden = vec![false; text.len()];
    for form in values.iter().flat_map(|value| forms(value)) {
        if form.len() >= LEAST {
            for at in 0..text.len() {
                if text[at..].starts_with(&form) {
                    hidden[at..at + form.len()].fill(true);
                }
            }
        }
    }
    let mut shown = Vec::new();
    for (at, byte) in text.iter().enumerate() {
        if !hidden[at] {
            shown.push(*byte);
        } else if at == 0 || !hidden[at - 1] {
            shown.extend_from_slice(MASK);
        }
    }
    shown
}

#[test]
fn a_value_is_masked_wherever_the_stream_is_cut() {
    let values = values(["s3cret", "hunter2hunter2"]);
    let whole = "a s3cret, hunter2hunter2s3cret and hunter2 or s3cre";
    let shown = "a ***, *** and hunter2 or s3cre";
    assert_eq!(text(&values, &[whole]), shown);
    for at in 0..=whole.len() {
        let (before, after) = whole.split_at(at);
        assert_eq!(text(&values, &[before, after]), shown, "{at}");
    }
    let letters: Vec<&str> = whole.split("").collect();
    assert_eq!(text(&values, &letters), shown);
}

#[test]
fn values_within_and_across_others_are_one_mask() {
    let values = values(["abcdef", "abcdefghij", "efghijkl", "cdefgh"]);
    for (whole, shown) in [
        ("abcdefghi", "***i"),
        ("abcdefghij", "***"),
        ("abcdefghijkl.", "***."),
        ("abcdef ghijkl", "*** ghijkl"),
        ("xcdefghix", "x***ix"),
    ] {
        assert_eq!(text(&values, &[whole]), shown, "{whole}");
    }
}

#[test]
fn short_values_stand_and_line_breaks_have_every_form() {
    let values = values([
        "12345",
        "one\ntwo\n",
        "a\r\nbcd",
        "abcde\n",
        "\n\n\n\n\n\n\n",
        "",
    ]);
    for (whole, shown) in [
        ("12345 \n\n\n\n\n\n\n", "12345 \n\n\n\n\n\n\n"),
        ("one\ntwo;one\r\ntwo\r\n", "***;***\r\n"),
        // A terminal makes CR LF of each LF, whatever is before it.
        ("a\nbcd a\r\nbcd a\r\r\nbcd", "a\nbcd *** ***"),
        ("abcde abcde\n", "abcde ***"),
    ] {
        assert_eq!(text(&values, &[whole]), shown);
    }
    assert_eq!(text(&Values::new([]).unwrap(), &["anything"]), "anything");
}

#[test]
fn what_cannot_become_a_value_is_shown_at_once() {
    let values = values(["s3cret", "s3cretive words"]);
    let shown_before_the_end = |text: &str| masked(&values, &[text.as_bytes()]).1;
    assert_eq!(shown_before_the_end("login: "), 7);
    assert_eq!(shown_before_the_end("login: s3cre"), 7);
    assert_eq!(
        shown_before_the_end("login: s3cret"),
        7,
        "a longer value could follow"
    );
    assert_eq!(
        shown_before_the_end("login: s3cretive words"),
        7 + MASK.len()
    );
}

#[test]
fn who_waits_is_shown_a_quarter_of_a_value_and_never_more() {
    let values = values(["correct horse battery", "s3cret"]);
    let mut stream = Stream::new(&values);
    let mut out = Vec::new();
    for (bytes, shown) in [
        ("> c", "> c"),
        ("o", "> co"),
        ("rre", "> corre"),
        ("c", "> corre"),
        ("t horse batter", "> corre"),
        ("y", "> corre***"),
        ("s", "> corre***s"),
        ("3", "> corre***s"),
        ("cre", "> corre***s"),
        ("t", "> corre***s***"),
        (" correct house", "> corre***s*** correct house"),
    ] {
        stream.feed(bytes.as_bytes(), &mut out);
        stream.pause(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), shown, "{bytes}");
    }
}

#[test]
fn the_worst_of_values_takes_a_step_a_byte() {
    // Compared at each place, this would be 64 Gi of comparisons.
    let value = [vec![b'a'; 65535], vec![b'b']].concat();
    let values = Values::new([value.as_slice()]).unwrap();
    let whole = vec![b'a'; 1 << 20];
    let (shown, _) = masked(&values, &[&whole, b"b", &whole]);
    let plain = whole.len() - 65535;
    assert_eq!(shown.len(), plain + MASK.len() + whole.len());
    assert_eq!(&shown[plain..plain + MASK.len()], MASK);
}

fn alike() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop::sample::select(b"aaab\r\n".as_slice());
    prop::collection::vec(byte, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn cuts_change_nothing(
        values in prop::collection::vec(alike(), 1..5),
        between in prop::collection::vec((alike(), any::<prop::sample::Index>()), 1..12),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let whole: Vec<u8> = between
            .iter()
            .flat_map(|(other, which)| [other.as_slice(), which.get(values.as_slice()).as_slice()].concat())
            .collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(whole.len() + 1)).collect();
        cuts.extend([0, whole.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &whole[ends[0]..ends[1]]).collect();
        let known = Values::new(values.iter().map(Vec::as_slice)).unwrap();
        prop_assert_eq!(masked(&known, &pieces).0, reference(&values, &whole));
    }

    #[test]
    fn pauses_show_no_value(
        values in prop::collection::vec(alike(), 1..4),
        between in prop::collection::vec((alike(), any::<prop::sample::Index>()), 1..8),
    ) {
        let known = Values::new(values.iter().map(Vec::as_slice)).unwrap();
        let mut stream = Stream::new(&known);
        let mut out = Vec::new();
        for (other, which) in &between {
            for byte in [other.as_slice(), which.get(values.as_slice()).as_slice()].concat() {
                stream.feed(&[byte], &mut out);
                stream.pause(&mut out);
            }
        }
        stream.finish(&mut out);
        for form in values.iter().flat_map(|value| forms(value)) {
            let shows = form.len() >= LEAST && out.windows(form.len()).any(|part| part == &**form);
            prop_assert!(!shows, "{:?} in {:?}", form.escape_ascii().to_string(), out.escape_ascii().to_string());
        }
    }
}
