//! A stream of output on its way from the command to where it goes.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::fs::FileType;

use crate::shell::mask::{Stream, Values};

/// What a pipe or a terminal that can be written to takes without waiting (`PIPE_BUF`).
const PIECE: usize = 4096;

pub(super) struct Channel<'v> {
    /// Until it has ended, or nobody reads on.
    source: Option<OwnedFd>,
    sink: OwnedFd,
    piece: usize,
    stream: Stream<'v>,
    masked: Vec<u8>,
    sent: usize,
    /// When something came last.
    heard: Instant,
    /// Whether what is held now waits for nothing but more.
    paused: bool,
    /// Why it could not be written on, once it could not.
    failed: Option<rustix::io::Errno>,
}

impl<'v> Channel<'v> {
    pub(super) fn new(
        source: OwnedFd,
        sink: BorrowedFd<'_>,
        values: &'v Values,
    ) -> io::Result<Self> {
        let kind = FileType::from_raw_mode(rustix::fs::fstat(sink)?.st_mode);
        Ok(Self {
            source: Some(source),
            sink: sink.try_clone_to_owned()?,
            piece: if kind == FileType::RegularFile {
                usize::MAX
            } else {
                PIECE
            },
            stream: Stream::new(values),
            masked: Vec::new(),
            sent: 0,
            heard: Instant::now(),
            paused: false,
            failed: None,
        })
    }

    /// Where more can come from, once all before has gone on.
    pub(super) fn source(&self) -> Option<&OwnedFd> {
        self.source.as_ref().filter(|_| !self.is_full())
    }

    /// Where what is masked goes, if anything is.
    pub(super) fn sink(&self) -> Option<&OwnedFd> {
        self.is_full().then_some(&self.sink)
    }

    fn is_full(&self) -> bool {
        self.sent < self.masked.len()
    }

    /// Whether more can come.
    pub(super) const fn is_open(&self) -> bool {
        self.source.is_some()
    }

    /// Since when somebody may wait for bytes that are held.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let waits = self.is_open() && !self.is_full() && !self.paused && self.stream.is_holding();
        waits.then_some(self.heard)
    }

    /// When something came last.
    pub(super) const fn heard(&self) -> Instant {
        self.heard
    }

    /// Whether nothing can come and nothing has to go.
    pub(super) fn is_done(&self) -> bool {
        self.source.is_none() && !self.is_full()
    }

    /// What kept output from where it goes, but for a reader or a terminal that is gone.
    pub(super) fn failure(&self) -> Option<io::Error> {
        let is_gone = |error: &rustix::io::Errno| match *error {
            rustix::io::Errno::PIPE => true,
            rustix::io::Errno::IO => self.piece == PIECE,
            _ => false,
        };
        self.failed.filter(|error| !is_gone(error)).map(Into::into)
    }

    /// Reads what is there.
    pub(super) fn read(&mut self, buffer: &mut [u8]) {
        let Some(source) = &self.source else {
            return;
        };
        match rustix::io::read(source, &mut *buffer) {
            Ok(count @ 1..) => {
                self.heard = Instant::now();
                self.paused = false;
                self.stream.feed(&buffer[..count], &mut self.masked);
            }
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            // A terminal that nobody has open any more says EIO.
            Ok(_) | Err(_) => self.end(),
        }
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        if self.source.take().is_some() {
            self.stream.finish(&mut self.masked);
        }
    }

    /// Shows the little that is held, to somebody who may wait for it.
    pub(super) fn pause(&mut self) {
        self.stream.pause(&mut self.masked);
        self.paused = true;
    }

    /// Writes as much as goes; whether somebody still reads it.
    pub(super) fn write(&mut self) -> bool {
        let end = self.masked.len().min(self.sent.saturating_add(self.piece));
        match rustix::io::write(&self.sink, &self.masked[self.sent..end]) {
            Ok(count) => self.sent += count,
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => return true,
            Err(error) => {
                self.failed = Some(error);
                self.source = None;
                self.sent = self.masked.len();
                return false;
            }
        }
        if !self.is_full() {
            self.masked.clear();
            self.sent = 0;
        }
        true
    }
}
