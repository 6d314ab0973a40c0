//! Files and a name server of the tests' own.

#![expect(clippy::disallowed_methods, reason = "a test writes its files")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use simple_dns::rdata::{A, AAAA, CNAME, RData};
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, RCODE, ResourceRecord, TYPE};
use tempfile::TempDir;

use super::*;

struct Machine {
    folder: TempDir,
    resolver: Resolver,
}

impl Machine {
    fn new(hosts: &str, configuration: &str, port: u16) -> Self {
        let folder = TempDir::new().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("hosts"), hosts).unwrap();
        std::fs::write(path("resolv.conf"), configuration).unwrap();
        let resolver = Resolver {
            hosts: path("hosts"),
            configuration: path("resolv.conf"),
            port,
            timeout: Duration::from_millis(500),
        };
        Self { folder, resolver }
    }

    fn addresses(&self, host: &str) -> Vec<String> {
        let found = self.resolver.addresses(host).unwrap();
        found.iter().map(IpAddr::to_string).collect()
    }

    fn refused(&self, host: &str) -> String {
        self.resolver.addresses(host).unwrap_err().to_string()
    }
}

/// A name server of a few names, over UDP and TCP; counts what it is asked.
fn server() -> (u16, Arc<AtomicUsize>) {
    let (udp, tcp) = loop {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
            break (udp, tcp);
        }
    };
    let port = udp.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        let mut buffer = [0; 512];
        while let Ok((length, client)) = udp.recv_from(&mut buffer) {
            count.fetch_add(1, Ordering::Relaxed);
            for answer in answers(&buffer[..length], true) {
                udp.send_to(&answer, client).unwrap();
            }
        }
    });
    thread::spawn(move || {
        while let Ok((mut stream, _)) = tcp.accept() {
            let mut length = [0; 2];
            stream.read_exact(&mut length).unwrap();
            let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut query).unwrap();
            let answer = answers(&query, false).pop().unwrap();
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            stream.write_all(&[&length[..], &answer].concat()).unwrap();
        }
    });
    (port, asked)
}

fn answers(query: &[u8], over_udp: bool) -> Vec<Vec<u8>> {
    let query = Packet::parse(query).unwrap();
    assert!(query.has_flags(PacketFlag::RECURSION_DESIRED));
    let question = query.questions[0].clone();
    let name = question.qname.to_string();
    let is_a = question.qtype == QTYPE::TYPE(TYPE::A);
    let mut answer = Packet::new_reply(query.id());
    answer.questions.push(question.clone());
    let record = |name: &'static str, rdata| {
        ResourceRecord::new(Name::new_unchecked(name), CLASS::IN, 60, rdata)
    };
    let a = |name, last: u8| {
        let address = Ipv4Addr::new(192, 0, 2, last).to_bits();
        record(name, RData::A(A { address }))
    };
    match name.as_str() {
        "one.test" if is_a => answer.answers.push(a("one.test", 1)),
        "alias.test" if is_a => {
            let target = CNAME(Name::new_unchecked("one.test"));
            answer
                .answers
                .push(record("alias.test", RData::CNAME(target)));
            answer.answers.push(a("one.test", 1));
        }
        "six.test" if !is_a => {
            let address = "2001:db8::6".parse::<Ipv6Addr>().unwrap().to_bits();
            answer
                .answers
                .push(record("six.test", RData::AAAA(AAAA { address })));
        }
        "many.test" if is_a && over_udp => answer.set_flags(PacketFlag::TRUNCATION),
        "many.test" if is_a => (1..=60).for_each(|last| answer.answers.push(a("many.test", last))),
        "six.test" | "nothing.test" => {}
        "broken.test" => *answer.rcode_mut() = RCODE::ServerFailure,
        "forged.test" if is_a => {
            let mut forged = Packet::new_reply(query.id() ^ 1);
            forged.questions.push(question);
            forged.answers.push(a("forged.test", 66));
            let forged = forged.build_bytes_vec().unwrap();
            answer.answers.push(a("forged.test", 1));
            return vec![
                b"rubbish".to_vec(),
                forged,
                answer.build_bytes_vec().unwrap(),
            ];
        }
        _ => *answer.rcode_mut() = RCODE::NameError,
    }
    vec![answer.build_bytes_vec().unwrap()]
}

#[test]
fn addresses_and_localhost_need_no_look_up() {
    let (port, asked) = server();
    let machine = Machine::new(
        "192.0.2.66 localhost 127.0.0.1\n",
        "nameserver 127.0.0.1\n",
        port,
    );
    assert_eq!(machine.addresses("192.0.2.7"), ["192.0.2.7"]);
    assert_eq!(machine.addresses("[2001:db8::1]"), ["2001:db8::1"]);
    assert_eq!(machine.addresses("::1"), ["::1"]);
    for localhost in ["localhost", "LOCALHOST", "localhost.", "a.localhost"] {
        assert_eq!(machine.addresses(localhost), ["127.0.0.1", "::1"]);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[test]
fn the_hosts_file_stands_over_the_name_servers() {
    let (port, asked) = server();
    let hosts = "# comment\n192.0.2.9\tone.test ONE\n::9 One.Test # x\nrubbish line\n192.0.2.8 other # one.test\n";
    let machine = Machine::new(hosts, "nameserver 127.0.0.1\n", port);
    assert_eq!(machine.addresses("one.test"), ["192.0.2.9", "::9"]);
    assert_eq!(machine.addresses("ONE.test."), ["192.0.2.9", "::9"]);
    assert_eq!(machine.addresses("one"), ["192.0.2.9"]);
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[test]
fn name_servers_are_asked_for_what_no_file_has() {
    let (port, _) = server();
    let machine = Machine::new("", "nameserver 127.0.0.1\n", port);
    assert_eq!(machine.addresses("one.test"), ["192.0.2.1"]);
    assert_eq!(machine.addresses("alias.test"), ["192.0.2.1"]);
    assert_eq!(machine.addresses("six.test"), ["2001:db8::6"]);
    assert_eq!(machine.addresses("many.test").len(), 60);
    assert_eq!(machine.addresses("forged.test"), ["192.0.2.1"]);
    for nobody in ["nobody.test", "nothing.test"] {
        assert_eq!(
            machine.refused(nobody),
            format!("no host has the name {nobody}")
        );
    }
    assert_eq!(
        machine.refused("broken.test"),
        "cannot look up broken.test: the name servers refuse to answer"
    );
}

#[test]
fn a_short_name_is_completed_and_a_complete_one_is_not() {
    let (port, _) = server();
    let machine = Machine::new("", "nameserver 127.0.0.1\nsearch nowhere test\n", port);
    assert_eq!(machine.addresses("one"), ["192.0.2.1"]);
    assert_eq!(machine.refused("one."), "no host has the name one.");
}

#[test]
fn a_server_that_is_not_there_is_passed_over() {
    let (port, _) = server();
    let machine = Machine::new("", "nameserver ::1\nnameserver 127.0.0.1\n", port);
    assert_eq!(machine.addresses("one.test"), ["192.0.2.1"]);
}

#[test]
fn odd_and_missing_files_say_nothing() {
    let machine = Machine::new(
        "\u{0}\u{1}",
        "nameserver\nnameserver x\noptions ndots:x\nsearch",
        1,
    );
    assert_eq!(
        machine.refused("one.test"),
        "cannot look up one.test: no name server answers"
    );
    assert_eq!(machine.addresses("localhost")[0], "127.0.0.1");
    std::fs::remove_file(&machine.resolver.hosts).unwrap();
    std::fs::remove_file(&machine.resolver.configuration).unwrap();
    std::fs::create_dir(machine.folder.path().join("hosts")).unwrap();
    assert_eq!(machine.addresses("127.0.0.2"), ["127.0.0.2"]);
    assert_eq!(
        machine.refused("one.test"),
        "cannot look up one.test: no name server answers"
    );
}

#[test]
fn what_can_be_no_name_is_not_asked_for() {
    let (port, asked) = server();
    let machine = Machine::new("", "nameserver 127.0.0.1\n", port);
    let long = format!("{}.test", "x".repeat(64));
    for bad in [
        "",
        ".",
        "a..b",
        "a b",
        "a/b",
        "ä.test",
        &long,
        &"a.".repeat(140),
    ] {
        assert!(
            machine.refused(bad).starts_with("no host has the name"),
            "{bad}"
        );
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[test]
fn the_order_of_candidates_follows_the_dots() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("resolv.conf");
    std::fs::write(&path, "search a b. x..y\noptions ndots:2 edns0\n").unwrap();
    let configuration = files::configuration(&path);
    assert_eq!(
        configuration.candidates("h.c", false),
        ["h.c.a", "h.c.b", "h.c"]
    );
    assert_eq!(configuration.candidates("h.c.d", false)[0], "h.c.d");
    assert_eq!(configuration.candidates("h", true), ["h"]);
}

#[test]
fn loopback_is_told_without_a_look_up() {
    for host in ["localhost", "x.localhost.", "127.9.9.9", "[::1]", "::1"] {
        assert!(is_loopback(host), "{host}");
    }
    for host in [
        "example.com",
        "10.0.0.1",
        "localhost.example.com",
        "[::2]",
        "",
    ] {
        assert!(!is_loopback(host), "{host}");
    }
}
