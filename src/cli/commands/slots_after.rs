//! A new vault key needs every slot of afterwards: proven in this command, dropped by name, or issued anew (decisions 4).

use std::path::{Path, PathBuf};

use super::agree;
use crate::cli::progress::Working;
use crate::cli::{place, ui};
use crate::crypto::entropy::OsEntropy;
use crate::crypto::kdf::KdfParams;
use crate::crypto::keys::Key;
use crate::crypto::recovery::RecoveryKey;
use crate::error::{Error, Kind, Result};
use crate::session::{self, Passphrase};
use crate::store::{Depth, NewSlot, Proof, SlotAfter, SlotId, SlotKind, Unlock, VaultFile};
use crate::types::time::{Clock as _, SystemClock};

/// What proves or drops the other slots.
#[derive(Debug, clap::Args)]
pub(super) struct Others {
    /// A key file that opens another slot; may be given several times
    #[arg(long, value_name = "PATH")]
    prove_key_file: Vec<PathBuf>,
    /// A file with the passphrase of another slot; may be given several times
    #[arg(long, value_name = "PATH")]
    prove_passphrase_file: Vec<PathBuf>,
    /// A slot to remove, by its number or the beginning of its id; may be given several times
    #[arg(long, value_name = "SLOT")]
    drop_slot: Vec<String>,
    /// Where the new recovery key is written, in place of the terminal
    #[arg(long, value_name = "PATH")]
    recovery_key_out: Option<PathBuf>,
    /// Do not ask before slots are removed
    #[arg(long)]
    yes: bool,
}

impl Others {
    pub(super) fn recovery_key_out(&self) -> Option<&Path> {
        self.recovery_key_out.as_deref()
    }
}

/// A slot that gets another passphrase, which is asked for once everything else is known to be there.
pub(super) type Replaced<'n> = (SlotId, &'n dyn Fn() -> Result<(Passphrase, KdfParams)>);

/// Makes a new vault key, says what else became of the slots, and ends the sessions that hold the old one. Besides the slot that was proven, `removed` goes and
/// `replaced` gets something else.
pub(super) fn rekey(
    vault: &mut VaultFile,
    first: Proof,
    others: &Others,
    removed: Option<SlotId>,
    replaced: Option<Replaced<'_>>,
    depth: Depth,
) -> Result<()> {
    let sealed = seal_anew(vault, first, others, removed, replaced, depth);
    // Where the file was replaced and only its flush failed, the new key is the vault's too.
    if let Err(error) = &sealed
        && error.kind() != Kind::StateUnknown
    {
        return sealed.map(drop);
    }
    // A session that stayed would open nothing but older copies.
    let ended = place::sessions().and_then(|sessions| sessions.lock(vault.vault_id()));
    if ended.is_err() {
        ui::warning("a session may still hold the old key: `vault lock` ends it");
    }
    for line in sealed? {
        ui::line(&line);
    }
    Ok(())
}

/// Says what recovery keys are worth that were handed out for a change of the vault which then failed.
pub(super) fn tell_of_keys(handed_out: &[RecoveryKey], error: &Error) {
    if handed_out.is_empty() {
        return;
    }
    ui::warning(if error.kind() == Kind::StateUnknown {
        "keep the new recovery key and the one before: either may be the one that opens the vault"
    } else {
        "the new recovery key opens nothing: the vault is as it was"
    });
}

/// Gives what is to be said about slots that were not named as removed or replaced.
fn seal_anew(
    vault: &mut VaultFile,
    first: Proof,
    others: &Others,
    removed: Option<SlotId>,
    replaced: Option<Replaced<'_>>,
    depth: Depth,
) -> Result<Vec<String>> {
    refuse_existing(others.recovery_key_out())?;
    let slots = vault.slots();
    let mut dropped: Vec<SlotId> = removed.into_iter().collect();
    for name in &others.drop_slot {
        dropped.push(find(&slots, name)?);
    }
    let kept: Vec<_> = slots
        .iter()
        .filter(|(id, _)| !dropped.contains(id))
        .collect();
    if kept.is_empty() {
        vault.rekey(&[], depth, SystemClock.now())?;
        return Ok(Vec::new());
    }
    let changes = |id: SlotId| replaced.is_some_and(|(replaced, _)| replaced == id);
    if let Some(replaced) = replaced
        && dropped.contains(&replaced.0)
    {
        return Err(Error::new(
            Kind::Usage,
            "a slot cannot be dropped and get a new passphrase at once",
        ));
    }
    let mut given = Given::read(others)?;
    let by_recovery = |id| slots.contains(&(id, SlotKind::Recovery));
    // A recovery key that was typed has been seen: it is issued anew as well.
    let by = Some(first.slot()).filter(|id| !by_recovery(*id));
    let mut proofs: Vec<Proof> = by.map(|_| first).into_iter().collect();
    let mut recovery_slots = Vec::new();
    let mut reissued = Vec::new();
    for (id, kind) in kept {
        if Some(*id) == by || changes(*id) {
            continue;
        }
        if *kind == SlotKind::Recovery {
            recovery_slots.push(*id);
            reissued.push(RecoveryKey::generate(&OsEntropy)?);
        } else {
            proofs.push(given.prove(vault, *id, *kind, &slots)?);
        }
    }
    let new = replaced
        .map(|(id, new)| Ok::<_, Error>((id, new()?)))
        .transpose()?;
    if !dropped.is_empty() && !others.yes {
        let names: Vec<String> = dropped.iter().map(|id| title(&slots, *id)).collect();
        agree(&format!("Remove {}?", names.join(" and ")), "--yes")?;
    }
    let titles = recovery_slots.iter().map(|id| title(&slots, *id));
    let titles: Vec<String> = titles.collect();
    hand_out(&reissued, &titles, others.recovery_key_out())?;
    let proven = proofs
        .iter()
        .filter(|proof| !dropped.contains(&proof.slot()) && !changes(proof.slot()))
        .map(SlotAfter::proven);
    let replaced_keys = recovery_slots
        .iter()
        .zip(&reissued)
        .map(|(id, key)| SlotAfter::replaced(*id, NewSlot::Recovery(key)));
    let replaced = new.as_ref().map(|(id, (passphrase, cost))| {
        SlotAfter::replaced(*id, NewSlot::Passphrase(passphrase.expose(), *cost))
    });
    let after: Vec<_> = proven.chain(replaced_keys).chain(replaced).collect();
    let working = Working::begin("sealing everything anew");
    let done = vault.rekey(&after, depth, SystemClock.now());
    drop(working);
    done.inspect_err(|error| tell_of_keys(&reissued, error))?;
    let dropped = dropped.iter().filter(|id| Some(**id) != removed);
    let gone = dropped.map(|id| format!("removed {}", title(&slots, *id)));
    let place = others.recovery_key_out.as_ref();
    let place = place.map_or_else(String::new, |path| format!(", in {}", path.display()));
    let anew = recovery_slots.iter().map(|id| {
        format!(
            "{} has a new recovery key{place}; the old one opens nothing but older copies",
            title(&slots, *id)
        )
    });
    Ok(gone.chain(anew).collect())
}

/// Before anything is asked: the file with the recovery key is never written over another.
pub(super) fn refuse_existing(out: Option<&Path>) -> Result<()> {
    match out {
        Some(path) if path.symlink_metadata().is_ok() => Err(Error::new(
            Kind::Other,
            format!("{} exists already", path.display()),
        )
        .hint("--recovery-key-out never overwrites: name another file")),
        _ => Ok(()),
    }
}

/// Shows new recovery keys, by the titles of their slots, on the terminal device and has each confirmed, or writes the one
/// there is to a file: before anything is committed.
pub(super) fn hand_out(keys: &[RecoveryKey], titles: &[String], out: Option<&Path>) -> Result<()> {
    match (keys, out) {
        ([], None) => Ok(()),
        ([], Some(_)) => Err(Error::new(
            Kind::Usage,
            "--recovery-key-out: no recovery key is made",
        )),
        ([key], Some(path)) => {
            let mut text = key.text();
            text.push('\n');
            session::create_secret_file("recovery key file", path, text.as_bytes())
        }
        (_, Some(_)) => Err(Error::new(
            Kind::Usage,
            "--recovery-key-out takes one recovery key, and this vault has several",
        )
        .hint("drop all but one with --drop-slot")),
        (keys, None) if ui::can_ask() => keys
            .iter()
            .zip(titles)
            .try_for_each(|(key, title)| show(key, title)),
        (_, None) => Err(Error::new(
            Kind::Usage,
            "the new recovery key has to be shown, and there is no terminal",
        )
        .hint("--recovery-key-out PATH writes it to a file; --drop-slot SLOT does without it")),
    }
}

fn show(key: &RecoveryKey, title: &str) -> Result<()> {
    let text = key.text();
    let lines = format!(
        "The recovery key of {title}, shown this once. Write it down and keep it apart from the vault:\n\n    {}\n\n",
        &*text
    );
    let shown = zeroize::Zeroizing::new(lines);
    if ui::show_once(&shown, "Did you write it down?")? {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, "nothing was done"))
}

/// The slot that a person means: its number in `vault slot list`, or the beginning of its id.
pub(super) fn find(slots: &[(SlotId, SlotKind)], name: &str) -> Result<SlotId> {
    let by_number = name
        .parse::<usize>()
        .ok()
        .filter(|_| name.len() < 3)
        .and_then(|number| slots.get(number.checked_sub(1)?));
    let name = name.to_ascii_lowercase();
    let mut by_id = slots
        .iter()
        .filter(|(id, _)| name.len() >= 4 && id.to_string().starts_with(&name));
    match (by_number, by_id.next(), by_id.next()) {
        (Some((id, _)), None, _) | (None, Some((id, _)), None) => Ok(*id),
        _ => Err(Error::new(
            Kind::Usage,
            format!("no slot is called {}", name.escape_debug()),
        )
        .hint("`vault slot list` shows each slot's number and id; four digits of the id suffice")),
    }
}

/// A slot as it is told to a person.
pub(super) fn title(slots: &[(SlotId, SlotKind)], id: SlotId) -> String {
    let place = slots.iter().position(|(slot, _)| *slot == id).unwrap_or(0);
    let kind = slots.get(place).map_or("", |(_, kind)| kind.name());
    format!("slot {} ({kind}, {})", place + 1, &id.to_string()[..8])
}

/// What was given to prove slots with.
struct Given {
    keys: Vec<Key>,
    passphrases: Vec<Passphrase>,
}

impl Given {
    fn read(others: &Others) -> Result<Self> {
        let mut notice = |text: &str| ui::warning(text);
        let mut given = Self {
            keys: Vec::new(),
            passphrases: Vec::new(),
        };
        for path in &others.prove_key_file {
            given.keys.push(session::read_key(path, &mut notice)?);
        }
        for path in &others.prove_passphrase_file {
            given
                .passphrases
                .push(session::read_passphrase(path, &mut notice)?);
        }
        Ok(given)
    }

    fn prove(
        &mut self,
        vault: &VaultFile,
        id: SlotId,
        kind: SlotKind,
        slots: &[(SlotId, SlotKind)],
    ) -> Result<Proof> {
        if let Some(proof) = self.try_given(vault, id, kind) {
            return Ok(proof);
        }
        let title = title(slots, id);
        let can_type = match kind {
            SlotKind::Passphrase(_) => true,
            SlotKind::PassphraseAndKeyFile(_) => !self.keys.is_empty(),
            SlotKind::KeyFile | SlotKind::Recovery => false,
        };
        if can_type && ui::can_ask() {
            self.passphrases
                .push(place::ask(&format!("Passphrase of {title}"))?);
            if let Some(proof) = self.try_given(vault, id, kind) {
                return Ok(proof);
            }
        }
        let way = match kind {
            SlotKind::Passphrase(_) => "--prove-passphrase-file PATH proves it",
            SlotKind::PassphraseAndKeyFile(_) => {
                "--prove-key-file PATH and --prove-passphrase-file PATH prove it"
            }
            _ => "--prove-key-file PATH proves it",
        };
        Err(Error::new(
            Kind::Locked,
            format!("{title} would be lost: the vault gets a new key, and nothing given here opens that slot"),
        )
        .hint(format!("{way}, --drop-slot {} removes it", &id.to_string()[..8])))
    }

    fn try_given(&self, vault: &VaultFile, id: SlotId, kind: SlotKind) -> Option<Proof> {
        let prove = |unlock: Unlock<'_>| vault.prove(id, &unlock).ok();
        let passphrases = || self.passphrases.iter().map(Passphrase::expose);
        match kind {
            SlotKind::Passphrase(_) => {
                passphrases().find_map(|typed| prove(Unlock::Passphrase(typed)))
            }
            SlotKind::KeyFile => self.keys.iter().find_map(|key| prove(Unlock::KeyFile(key))),
            SlotKind::PassphraseAndKeyFile(_) => self.keys.iter().find_map(|key| {
                passphrases().find_map(|typed| prove(Unlock::PassphraseAndKeyFile(typed, key)))
            }),
            SlotKind::Recovery => None,
        }
    }
}
