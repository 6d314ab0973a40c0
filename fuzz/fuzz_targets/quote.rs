//! A value through a real bash and back, byte for byte. The shell lives as long as this process.

#![no_main]

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use vault::shell::quote::Dialect;

struct Shell {
    _process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Shell {
    fn new() -> Self {
        let mut process = Command::new("bash")
            .args(["--norc", "--noprofile"])
            .env_clear()
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        Self {
            input: process.stdin.take().expect("a pipe"),
            output: BufReader::new(process.stdout.take().expect("a pipe")),
            _process: process,
        }
    }

    /// What `V` holds after this line: its length, then its bytes.
    fn read_back(&mut self, line: &[u8]) -> Vec<u8> {
        self.input.write_all(line).expect("bash takes it");
        self.input
            .write_all(b"\nprintf '%d\\n%s' \"${#V}\" \"$V\"; unset V\n")
            .expect("bash takes it");
        self.input.flush().expect("bash takes it");
        let mut length = String::new();
        self.output.read_line(&mut length).expect("bash answers");
        let mut value = vec![0; length.trim().parse().expect("a length")];
        self.output.read_exact(&mut value).expect("bash answers");
        value
    }
}

thread_local! {
    static SHELL: RefCell<Shell> = RefCell::new(Shell::new());
}

libfuzzer_sys::fuzz_target!(|value: &[u8]| {
    for dialect in [Dialect::Ansi, Dialect::Printf] {
        let Some(line) = vault::fuzzing::quote(value, dialect) else {
            return;
        };
        let got = SHELL.with_borrow_mut(|shell| shell.read_back(&line));
        assert_eq!(got, value, "bash read another value");
    }
    if cfg!(feature = "planted") {
        assert!(!value.windows(2).any(|pair| pair == b"'\n"), "planted");
    }
});
