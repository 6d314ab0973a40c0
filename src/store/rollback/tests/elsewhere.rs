//! Copies at other paths, and machines that can remember nothing.

#![expect(
    clippy::disallowed_methods,
    reason = "a file is put in a folder's place"
)]

use super::*;

#[test]
fn an_older_copy_elsewhere_is_accepted_without_forgetting_the_vault() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 3);
    let old = bytes(&vault);
    put_one(&mut vault, "x", "newer", "v");
    machine.open_quietly(&bytes(&vault));

    for _ in 0..2 {
        let (mut copy, standing, notices) =
            machine.open_as("/copy", &old, OnRollback::Accept).unwrap();
        assert!(matches!(standing, Standing::Accepted(_)));
        assert!(notices[0].contains("for this command alone"), "{notices:?}");
        put_one(&mut copy, "x", "beside", "v");
        assert_eq!(refusal(machine.open(&old)).0, Kind::Rollback);
        machine.open_quietly(&bytes(&vault));
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_told_until_that_is_meant() {
    let machine = Machine::new();
    std::fs::write(machine.folder(), "a file").unwrap();
    let mut vault = new_vault();
    put_one(&mut vault, "x", "id", "v");
    for _ in 0..2 {
        let (mut vault, standing, notices) = machine.open(&bytes(&vault)).unwrap();
        assert_eq!((standing, notices.len()), (Standing::First, 1));
        assert!(notices[0].contains("would not be noticed"), "{notices:?}");
        put_one(&mut vault, "x", "other", "v");
    }
    let (_, standing, notices) = machine.accept(&bytes(&vault));
    assert_eq!((standing, notices.len()), (Standing::First, 0));
}
