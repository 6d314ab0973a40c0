//! What is noticed, and that nothing else is.

#![expect(clippy::disallowed_methods, reason = "tests tear and copy files")]

use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

mod elsewhere;
mod on_disk;
mod torn;

use super::*;
use crate::crypto::keys::Key;
use crate::store::MemoryStorage;
use crate::store::tests::{append_one, appended, at, get, new_vault, put_one, reopen};
use crate::vault::Store as _;

/// A machine with a state folder and a path where the vault stands.
struct Machine {
    home: tempfile::TempDir,
}

type InMemory = VaultFile<MemoryStorage>;

impl Machine {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("state")
    }

    /// Opens these bytes at a path, with what the store says.
    fn open_at(&self, path: &str, bytes: &[u8]) -> Result<(InMemory, Standing, Vec<String>)> {
        self.open_as(path, bytes, OnRollback::Refuse)
    }

    fn open_as(
        &self,
        path: &str,
        bytes: &[u8],
        on_rollback: OnRollback,
    ) -> Result<(InMemory, Standing, Vec<String>)> {
        let mut vault = reopen(bytes)?;
        let standing = vault.remember_at(&self.folder(), Path::new(path), on_rollback)?;
        let notices = vault.take_notices();
        Ok((vault, standing, notices))
    }

    fn open(&self, bytes: &[u8]) -> Result<(InMemory, Standing, Vec<String>)> {
        self.open_at("/v", bytes)
    }

    /// Opens these bytes where nothing is to be said.
    fn open_quietly(&self, bytes: &[u8]) -> InMemory {
        let (vault, standing, notices) = self.open(bytes).unwrap();
        assert_ne!(standing, Standing::First);
        assert_eq!(notices, [""; 0]);
        vault
    }

    fn accept(&self, bytes: &[u8]) -> (InMemory, Standing, Vec<String>) {
        self.open_as("/v", bytes, OnRollback::Accept).unwrap()
    }

    /// The one file whose name ends so.
    fn file(&self, ending: &str) -> PathBuf {
        let entries = std::fs::read_dir(self.folder()).unwrap();
        let mut found = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.as_os_str().as_bytes().ends_with(ending.as_bytes()));
        let path = found.next().unwrap();
        assert_eq!(found.next(), None);
        path
    }
}

fn bytes(vault: &InMemory) -> Vec<u8> {
    vault.storage().bytes().to_vec()
}

/// A vault of so many commits that a machine has seen, opened there.
fn seen_vault(machine: &Machine, generation: u64) -> InMemory {
    let mut vault = new_vault();
    for number in 1..generation {
        put_one(&mut vault, "x", &format!("id-{number}"), "v");
    }
    machine.open(&bytes(&vault)).unwrap().0
}

fn refusal(result: Result<(InMemory, Standing, Vec<String>)>) -> (Kind, String) {
    let error = result.err().unwrap();
    (error.kind(), error.message().to_owned())
}

#[test]
fn a_commit_is_told_from_those_before_after_and_beside_it() {
    let mut vault = new_vault();
    let mut commits = Vec::new();
    for number in 0..80 {
        commits.push(vault.view.tip.footer.clone());
        put_one(&mut vault, "x", &format!("id-{number}"), "v");
    }
    let ours = |index: usize| Seen::of([0; 16], &commits[index]);
    for seen in [0, 1, 7, 40] {
        for (index, commit) in commits.iter().enumerate() {
            let expected = match index {
                _ if index < seen => Verdict::Older,
                _ if index == seen => Verdict::Same,
                _ if index - seen <= 64 => Verdict::Newer,
                _ => Verdict::MuchNewer,
            };
            assert_eq!(ours(seen).judge(commit), expected, "{seen} and {index}");
            let beside = Seen {
                root: [9; 16],
                ..ours(seen)
            };
            let expected = match expected {
                Verdict::Same | Verdict::Newer => Verdict::Forked,
                other => other,
            };
            assert_eq!(beside.judge(commit), expected, "{seen} and {index}");
        }
    }
}

#[test]
fn the_first_use_is_said_once_and_not_of_a_new_vault() {
    let machine = Machine::new();
    let (mut vault, standing, notices) = machine.open(&bytes(&new_vault())).unwrap();
    assert_eq!((standing, notices.len()), (Standing::First, 0));
    put_one(&mut vault, "x", "id", "v");
    machine.open_quietly(&bytes(&vault));

    let elsewhere = Machine::new();
    let (_, standing, notices) = elsewhere.open(&bytes(&vault)).unwrap();
    assert_eq!((standing, notices.len()), (Standing::First, 1));
    assert!(
        notices[0].starts_with("first use of this vault on this machine, at generation 2 of 2025-")
    );
    elsewhere.open_quietly(&bytes(&vault));
}

#[test]
fn an_older_copy_is_refused_until_it_is_accepted() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 3);
    let old = bytes(&vault);
    put_one(&mut vault, "x", "newer", "v");
    let new = bytes(&vault);
    for _ in 0..2 {
        let error = machine.open(&old).err().unwrap();
        assert_eq!(error.kind(), Kind::Rollback);
        let message = error.message();
        assert!(
            message.contains("an older copy: it is at generation 3 of 2025-"),
            "{message}"
        );
        assert!(
            message.contains("has seen generation 4 of 2025-"),
            "{message}"
        );
        let hints = error.hints().join(" ");
        for word in [
            "--accept-rollback",
            "VAULT_ACCEPT_ROLLBACK",
            "vault backup restore",
        ] {
            assert!(hints.contains(word), "{hints}");
        }
    }
    machine.open_quietly(&new);

    let (_, standing, notices) = machine.accept(&old);
    assert!(matches!(standing, Standing::Accepted(_)));
    assert!(
        notices[0].starts_with("accepted: the vault at generation 3 of "),
        "{notices:?}"
    );
    machine.open_quietly(&old);
    // Accepted once, it has the rights of any other: what came after it is newer again.
    machine.open_quietly(&new);
    assert_eq!(refusal(machine.open(&old)).0, Kind::Rollback);
    // Where there is nothing to accept, nothing is said.
    let (_, standing, notices) = machine.accept(&new);
    assert_eq!((standing, notices.len()), (Standing::Newest, 0));
}

#[test]
fn an_equal_copy_is_the_same_vault() {
    let machine = Machine::new();
    let vault = seen_vault(&machine, 3);
    for path in ["/v", "/elsewhere", "/v"] {
        let (_, standing, notices) = machine.open_at(path, &bytes(&vault)).unwrap();
        assert_eq!((standing, notices.len()), (Standing::Newest, 0));
    }
}

#[test]
fn of_two_forks_the_one_not_seen_is_refused_however_far_it_goes() {
    let machine = Machine::new();
    let mut ours = seen_vault(&machine, 3);
    let mut theirs = reopen(&bytes(&ours)).unwrap();
    put_one(&mut ours, "x", "ours", "v");
    for number in 0..64 {
        put_one(&mut theirs, "x", &format!("theirs-{number}"), "v");
        let (kind, message) = refusal(machine.open(&bytes(&theirs)));
        assert_eq!(kind, Kind::Rollback);
        assert!(message.contains("is a forked copy"), "{message}");
    }
    machine.open_quietly(&bytes(&ours));
    machine.accept(&bytes(&theirs));
    assert_eq!(refusal(machine.open(&bytes(&ours))).0, Kind::Rollback);
}

#[test]
fn more_than_the_remembered_ancestors_ahead_is_newer_with_one_notice() {
    let machine = Machine::new();
    let vault = seen_vault(&machine, 2);
    let mut away = reopen(&bytes(&vault)).unwrap();
    for number in 0..65 {
        put_one(&mut away, "x", &format!("away-{number}"), "v");
    }
    let (_, standing, notices) = machine.open(&bytes(&away)).unwrap();
    assert!(matches!(standing, Standing::Newer(_)));
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0].contains("too far from the generation 2 of "),
        "{notices:?}"
    );
    machine.open_quietly(&bytes(&away));
}

#[test]
fn a_compaction_and_every_rewrite_keep_the_lineage() {
    let machine = Machine::new();
    let mut vault = appended();
    machine.open(&bytes(&vault)).unwrap();
    vault.compact(at(3)).unwrap();
    vault.compact(at(4)).unwrap();
    append_one(&mut vault, "secret-1", "id", "v");
    let mut vault = machine.open_quietly(&bytes(&vault));
    let before = bytes(&vault);
    vault.compact(at(5)).unwrap();
    machine.open_quietly(&bytes(&vault));
    assert_eq!(refusal(machine.open(&before)).0, Kind::Rollback);
}

#[test]
fn no_commit_is_judged_by_its_time() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 2);
    vault.begin().unwrap();
    crate::store::tests::put(&mut vault, "x", "earlier", "v");
    vault.commit(at(-1_000_000)).unwrap();
    machine.open_quietly(&bytes(&vault));
}

#[test]
fn a_commit_that_its_writer_did_not_live_to_remember_is_caught_up_with() {
    let machine = Machine::new();
    let vault = seen_vault(&machine, 2);
    let old = bytes(&vault);
    let mut killed = reopen(&old).unwrap();
    put_one(&mut killed, "x", "flushed", "v");
    // A reader that finds it, and one that comes later.
    let (_, standing, notices) = machine.open(&bytes(&killed)).unwrap();
    assert!(matches!(standing, Standing::Newer(_)));
    assert_eq!(notices.len(), 0);
    machine.open_quietly(&bytes(&killed));
    assert_eq!(refusal(machine.open(&old)).0, Kind::Rollback);
}

#[test]
fn a_vault_is_known_by_its_id_at_another_path() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 3);
    let old = bytes(&vault);
    put_one(&mut vault, "x", "newer", "v");
    assert_eq!(refusal(machine.open_at("/copy", &old)).0, Kind::Rollback);
    let (_, standing, _) = machine.open_at("/copy", &bytes(&vault)).unwrap();
    assert_eq!(standing, Standing::Newest);
}

#[test]
fn another_vault_at_a_known_path_is_refused() {
    let machine = Machine::new();
    let vault = bytes(&seen_vault(&machine, 3));
    let other = bytes(&new_vault());
    let refused = || {
        let (kind, message) = refusal(machine.open(&other));
        assert_eq!(kind, Kind::Rollback);
        assert!(
            message.contains("the vault is another one, at generation 1 of "),
            "{message}"
        );
        message
    };
    assert!(refused().contains(", at generation 3 of "));
    // Nothing was learnt about the path meanwhile.
    machine.open_quietly(&vault);
    // The link alone names the vault.
    std::fs::remove_file(machine.file(".state")).unwrap();
    assert!(refused().ends_with("at this path"));
    let (_, standing, notices) = machine.accept(&other);
    assert_eq!(standing, Standing::Accepted("another vault".to_owned()));
    assert!(notices[0].contains("had seen another vault"), "{notices:?}");
    machine.open_quietly(&other);
    assert_eq!(refusal(machine.open(&vault)).0, Kind::Rollback);
}

#[test]
fn what_was_remembered_under_an_earlier_or_later_vault_key_still_counts() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 3);
    let old = bytes(&vault);
    put_one(&mut vault, "x", "newer", "v");
    // As if the vault key had been changed by the newest commit: the old copy has the old key.
    let other_key = Key::new([7; 32]);
    std::fs::write(machine.file(".state"), vault.seen().encode(&other_key)).unwrap();
    assert_eq!(refusal(machine.open(&old)).0, Kind::Rollback);
    let (_, standing, notices) = machine.open(&bytes(&vault)).unwrap();
    assert_eq!((standing, notices.len()), (Standing::Newest, 1));
    machine.open_quietly(&bytes(&vault));
}

#[test]
fn a_damaged_end_that_was_seen_whole_stops_reads_and_writes() {
    let machine = Machine::new();
    let mut vault = appended();
    machine.open(&bytes(&vault)).unwrap();
    let before = bytes(&vault).len();
    append_one(&mut vault, "secret-1", "last", "acknowledged");
    let mut vault = machine.open_quietly(&bytes(&vault));
    let whole = bytes(&vault);
    for damage in [before, before.midpoint(whole.len()), whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[damage] ^= 1;
        let error = machine.open(&damaged).err().unwrap();
        assert_eq!(error.kind(), Kind::Damaged);
        assert!(
            error.message().contains("a commit that was acknowledged"),
            "{error}"
        );
        assert!(error.hints().join(" ").contains("vault recover"));
    }
    let cut = &whole[..whole.len() - 64];
    assert_eq!(refusal(machine.open(cut)).0, Kind::Damaged);
    // Cut at the end of an older commit there is no tail: that is an older copy.
    assert_eq!(refusal(machine.open(&whole[..before])).0, Kind::Rollback);
    machine.open_quietly(&whole);

    // Accepted, the rest is what any writer may cut off.
    let (mut accepted, _, _) = machine.accept(cut);
    put_one(&mut accepted, "secret-1", "after", "goes on");
    let mut accepted = machine.open_quietly(&bytes(&accepted));
    assert_eq!(get(&mut accepted, "secret-1").unwrap().unwrap(), "goes on");
    assert_eq!(
        get(&mut vault, "secret-1").unwrap().unwrap(),
        "acknowledged"
    );
}

#[test]
fn an_end_that_nobody_saw_whole_is_cut_off_by_the_next_write() {
    let machine = Machine::new();
    let vault = appended();
    machine.open(&bytes(&vault)).unwrap();
    let torn = [&bytes(&vault)[..], &[1; 300]].concat();
    let (mut torn, standing, notices) = machine.open(&torn).unwrap();
    assert_eq!((standing, notices.len()), (Standing::Newest, 1));
    append_one(&mut torn, "secret-1", "after", "v");
    machine.open_quietly(&bytes(&torn));
}

#[test]
fn a_writer_never_lowers_what_another_remembered() {
    let machine = Machine::new();
    let vault = seen_vault(&machine, 3);
    // Two writers at two copies, both opened before the other wrote.
    let mut one = machine.open_quietly(&bytes(&vault));
    let mut other = machine.open_quietly(&bytes(&vault));
    put_one(&mut one, "x", "one", "v");
    put_one(&mut one, "x", "one more", "v");
    let remembered = std::fs::read(machine.file(".state")).unwrap();
    other.begin().unwrap();
    crate::store::tests::put(&mut other, "x", "other", "v");
    other.commit(at(2)).unwrap();
    assert_eq!(std::fs::read(machine.file(".state")).unwrap(), remembered);
    assert_eq!(refusal(machine.open(&bytes(&other))).0, Kind::Rollback);
    machine.open_quietly(&bytes(&one));
}

#[test]
fn a_made_or_restored_vault_is_the_truth_at_its_path() {
    let machine = Machine::new();
    let mut vault = seen_vault(&machine, 3);
    let backup = bytes(&vault);
    put_one(&mut vault, "x", "newer", "v");
    let restored = reopen(&backup).unwrap();
    let (folder, path) = (machine.folder(), Path::new("/v"));
    let error = restored.standing(&folder, path).err().unwrap();
    assert_eq!(error.kind(), Kind::Rollback);
    assert!(restored.accept_at(&folder, path));
    assert_eq!(restored.standing(&folder, path).unwrap(), Standing::Newest);
    machine.open_quietly(&backup);
    // Another vault altogether.
    let new = new_vault();
    assert!(new.accept_at(&folder, path));
    machine.open_quietly(&bytes(&new));
    assert_eq!(refusal(machine.open(&backup)).0, Kind::Rollback);
}
