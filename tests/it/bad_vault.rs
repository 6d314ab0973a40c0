//! A vault file that is not as it should be: one clear line that names it, the documented status, and not a byte changed.

#![cfg(unix)]

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::{Output, World, finish, has};

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Whether tests run as root, who may give files away.
fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("skipped: only root can set this up");
    }
    is_root
}

/// Reading and writing are refused with one line that says `what` of `name`.
fn refused(world: &World, status: i32, name: &str, what: &str) {
    let path = world.vault();
    let before = path.is_file().then(|| world.vault_bytes());
    for words in [
        &["get", "x"][..],
        &["put", "x"],
        &["list"],
        &["verify"],
        &["compact"],
    ] {
        let output = world.run_with("new", words);
        let line = one_line(&output);
        assert_eq!(output.status, status, "{words:?}: {line}");
        assert!(output.stdout.is_empty(), "{words:?}");
        assert!(line.contains(name), "{words:?}: {line}");
        assert!(line.contains(what), "{words:?}: {line}");
    }
    assert!(
        before == path.is_file().then(|| world.vault_bytes()),
        "changed"
    );
}

/// The error, which is one line; hints may follow.
fn one_line(output: &Output) -> &str {
    let mut lines = output.stderr.lines();
    let first = lines.next().unwrap_or_default();
    assert!(first.starts_with("vault: error: "), "{}", output.stderr);
    assert!(!first.contains("internal error"), "{}", output.stderr);
    assert!(
        lines.all(|line| line.starts_with("hint: ")),
        "{}",
        output.stderr
    );
    first
}

#[test]
fn what_is_no_vault_is_said_of_it() {
    let world = World::with_secret();
    let genuine = world.vault_bytes();
    let path = world.vault();
    let mut newer = genuine.clone();
    // The format's version stands behind the eight bytes of the magic (docs/FORMAT.md).
    newer[8] += 1;
    for (content, status, what) in [
        (&b""[..], 253, "is not a vault file"),
        (b"\n", 253, "is not a vault file"),
        (
            b"SQLite format 3\0 and so on, for more than the length of a header",
            253,
            "is not a vault file",
        ),
        (&genuine[..7], 253, "is not a vault file"),
        (&genuine[..20], 10, "damaged"),
        (&genuine[..300], 10, "damaged"),
        (&newer, 253, "newer"),
    ] {
        std::fs::write(&path, content).unwrap();
        refused(&world, status, "default.vault", what);
    }
    std::fs::remove_file(&path).unwrap();
    refused(&world, 253, "default.vault", "no vault at");
    std::fs::create_dir(&path).unwrap();
    refused(&world, 253, "default.vault", "is a directory");
}

#[test]
fn a_damaged_vault_is_never_half_believed() {
    let world = World::with_secret();
    let genuine = world.vault_bytes();
    for at in (0..genuine.len()).step_by(97) {
        let mut damaged = genuine.clone();
        damaged[at] ^= 0x10;
        std::fs::write(world.vault(), &damaged).unwrap();
        let verified = world.run(["verify"]);
        assert!(
            matches!(verified.status, 10 | 253),
            "byte {at}: {}",
            verified.stderr
        );
        one_line(&verified);
        if verified.status == 10 {
            assert!(verified.stderr.contains("hint: "), "{}", verified.stderr);
        }
        let read = world.run(["get", "x"]);
        assert!(
            matches!(read.status, 0 | 10 | 253),
            "byte {at}: {}",
            read.stderr
        );
        assert!(read.status != 0 || read.stdout == b"old", "byte {at}");
        assert_eq!(world.vault_bytes(), damaged, "byte {at}: changed");
    }
}

#[test]
fn no_fifo_socket_or_device_is_waited_for() {
    let world = World::with_secret();
    std::fs::remove_file(world.vault()).unwrap();
    let made = world.shell("mkfifo -m 600 .local/share/vault/default.vault");
    assert_eq!(made.status, 0, "{}", made.stderr);
    refused(&world, 253, "default.vault", "is a FIFO");
    std::fs::remove_file(world.vault()).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(world.vault()).unwrap();
    refused(&world, 253, "default.vault", "");
    for device in ["/dev/null", "/dev/zero", "/"] {
        let output = world.run(["list", "--vault-file", device]);
        assert_eq!(output.status, 253, "{device}: {}", output.stderr);
        assert!(one_line(&output).contains(device));
    }
}

#[test]
fn who_else_could_have_written_it_decides() {
    let world = World::with_secret();
    for wrong in [0o620, 0o602, 0o666, 0o777] {
        mode(&world.vault(), wrong);
        refused(&world, 253, "default.vault", "can be written by others");
    }
    for readable in [0o640, 0o604] {
        mode(&world.vault(), readable);
        let output = world.run(["get", "x"]);
        assert!(
            output.stderr.starts_with("vault: warning: ")
                && output.stderr.contains("can be read by others"),
            "{}",
            output.stderr
        );
        assert_eq!(output.ok(), "old");
    }
    mode(&world.vault(), 0o600);
    if is_root() {
        std::os::unix::fs::chown(world.vault(), Some(12345), None).unwrap();
        refused(
            &world,
            253,
            "default.vault",
            "belongs to another user (uid 12345)",
        );
    }
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let world = World::with_secret();
    let target = world.path("dotfiles/my.vault");
    std::fs::create_dir(world.path("dotfiles")).unwrap();
    std::fs::rename(world.vault(), &target).unwrap();
    symlink("../../../dotfiles/my.vault", world.vault()).unwrap();
    let inode = std::fs::metadata(&target).unwrap().ino();
    let _stored = world.run_with("new", ["put", "x"]).ok();
    assert_eq!(world.run(["get", "x"]).ok(), "new");
    assert!(world.vault().is_symlink());
    assert!(target.symlink_metadata().unwrap().is_file());
    assert_ne!(std::fs::metadata(&target).unwrap().ino(), inode, "replaced");
    assert!(world.path("dotfiles/my.vault.lock").exists());
    std::fs::remove_file(&target).unwrap();
    let output = world.run(["get", "x"]);
    assert_eq!(output.status, 253, "{}", output.stderr);
    symlink(world.vault(), &target).unwrap();
    let output = world.run(["get", "x"]);
    assert!(matches!(output.status, 253 | 255), "{}", output.stderr);
    assert!(one_line(&output).contains("default.vault"));
}

#[test]
fn a_second_link_is_told() {
    let world = World::with_secret();
    std::fs::hard_link(world.vault(), world.path("other")).unwrap();
    let output = world.run(["get", "x"]);
    assert!(
        output.stderr.contains("has more than one link"),
        "{}",
        output.stderr
    );
    assert_eq!(output.ok(), "old");
}

/// Runs a line as a user who is not root.
fn as_somebody(world: &World, line: &str) -> Output {
    if !rustix::process::geteuid().is_root() {
        return world.shell(line);
    }
    let mut command = world.command("setpriv".as_ref());
    command.args([
        "--reuid=12345",
        "--regid=12345",
        "--clear-groups",
        "sh",
        "-c",
        line,
    ]);
    finish(command, b"")
}

/// Gives all of a world to the user of [`as_somebody`]. `false`, said by name, where that cannot be.
fn give_away(world: &World) -> bool {
    if !rustix::process::geteuid().is_root() {
        return true;
    }
    if !has("setpriv") {
        return false;
    }
    let given = world.shell("chown -R 12345:12345 .");
    assert_eq!(given.status, 0, "{}", given.stderr);
    // The program may lie where only root looks.
    let reachable = as_somebody(world, "vault --version").status == 0;
    if !reachable {
        eprintln!("skipped: the program cannot be reached by another user");
    }
    reachable
}

#[test]
fn a_folder_that_cannot_be_written_can_be_read() {
    let world = World::with_secret();
    if !give_away(&world) {
        return;
    }
    let folder = world.vault().parent().unwrap().to_owned();
    let before = world.vault_bytes();
    for there_is_a_lock in [true, false] {
        if !there_is_a_lock {
            std::fs::remove_file(world.path(".local/share/vault/default.vault.lock")).unwrap();
        }
        mode(&folder, 0o500);
        assert_eq!(as_somebody(&world, "vault get x").ok(), "old");
        let output = as_somebody(&world, "printf new | vault put x");
        assert_eq!(output.status, 255, "{}", output.stderr);
        let line = one_line(&output);
        assert!(line.contains(folder.to_str().unwrap()), "{line}");
        assert!(line.contains("permission denied"), "{line}");
        mode(&folder, 0o700);
        assert_eq!(world.vault_bytes(), before);
        assert!(world.leftovers().is_empty());
    }
    mode(&world.vault(), 0o400);
    assert_eq!(as_somebody(&world, "vault get x").ok(), "old");
    mode(&world.vault(), 0o000);
    let output = as_somebody(&world, "vault get x");
    assert!(one_line(&output).contains("default.vault"));
    assert!(matches!(output.status, 253 | 255), "{}", output.stderr);
}

#[test]
fn a_read_only_file_system_can_be_read() {
    let world = World::with_secret();
    let Some(output) = mounted(
        &world,
        "mount --bind .local/share/vault .local/share/vault && mount -o remount,ro,bind .local/share/vault",
        "vault get x; printf new | vault put x",
    ) else {
        return;
    };
    assert_eq!(output.status, 255, "{}", output.stderr);
    assert_eq!(output.stdout, b"old");
    assert!(one_line(&output).contains("read-only"), "{}", output.stderr);
}

#[test]
fn a_vault_that_is_a_mount_point_is_not_written_in_place() {
    let world = World::with_secret();
    let before = world.vault_bytes();
    let file = ".local/share/vault/default.vault";
    let Some(output) = mounted(
        &world,
        &format!("mount --bind {file} {file}"),
        "vault get x; printf new | vault put x",
    ) else {
        return;
    };
    assert_eq!(output.status, 255, "{}", output.stderr);
    assert!(output.stderr.contains("mount point"), "{}", output.stderr);
    assert!(
        one_line(&output).contains("not stored"),
        "{}",
        output.stderr
    );
    assert_eq!(world.vault_bytes(), before);
    assert!(world.leftovers().is_empty());
}

#[test]
fn a_full_disk_stores_nothing_and_says_so() {
    let world = World::with_secret();
    // A megabyte: what does not fit any more is first an appended commit, then a rewrite.
    let Some(output) = mounted(
        &world,
        "cp -a .local/share/vault copy && mount -t tmpfs -o size=1m,mode=700 none .local/share/vault \
         && cp -a copy/. .local/share/vault/",
        "head -c 60000 /dev/zero | tr '\\0' z > big; i=0
        while vault create big/$i --secret-string file://big >/dev/null; do i=$((i+1)); done
        vault get x && vault list -1 | grep -c big && echo $i && vault verify >/dev/null && ls -A .local/share/vault | wc -l
        dd if=/dev/zero of=.local/share/vault/rest 2>/dev/null
        vault tag x Key=a,Value=b; vault get x && vault verify >/dev/null && rm .local/share/vault/rest \
        && vault tag x Key=a,Value=b && vault verify >/dev/null && ls -A .local/share/vault | wc -l",
    ) else {
        return;
    };
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(output.status, 0, "{stdout}{}", output.stderr);
    let stored: u32 = stdout.lines().nth(1).unwrap().parse().unwrap();
    assert!(stored > 0);
    assert_eq!(stdout, format!("old{stored}\n{stored}\n2\nold2\n"));
    for line in output.stderr.lines() {
        assert!(
            line.contains("not stored") && line.contains("No space left"),
            "{line}"
        );
    }
    assert_eq!(output.stderr.lines().count(), 2, "{}", output.stderr);
}

#[test]
fn a_limit_on_the_size_of_files_stores_nothing_and_says_so() {
    let world = World::with_secret();
    let before = world.vault_bytes();
    world.write("big", "z".repeat(60_000));
    let output = world.shell("trap '' XFSZ; ulimit -f 20; vault put x --secret-string file://big");
    assert_eq!(output.status, 255, "{}", output.stderr);
    assert!(
        one_line(&output).contains("not stored"),
        "{}",
        output.stderr
    );
    assert_eq!(world.vault_bytes(), before);
    assert!(world.leftovers().is_empty());
}

/// Runs lines in a world with a mount of its own; `None`, said by name, where mounting is not allowed.
fn mounted(world: &World, mount: &str, lines: &str) -> Option<Output> {
    if !has("unshare") {
        return None;
    }
    let mut command = world.command("unshare".as_ref());
    let script = format!("{{ {mount}; }} 2>/dev/null || exit 99\n{lines}");
    // Who is not root may be it in a namespace of users.
    let namespaces = if rustix::process::geteuid().is_root() {
        "-m"
    } else {
        "-rm"
    };
    command.args([namespaces, "sh", "-c", &script]);
    let output = finish(command, b"");
    if output.status == 99 || output.stderr.starts_with("unshare:") {
        eprintln!("skipped: nothing can be mounted here");
        return None;
    }
    Some(output)
}
