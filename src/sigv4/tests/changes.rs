//! Whatever is signed verifies, and no change of it does.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
struct Case {
    id: String,
    secret: String,
    token: Option<String>,
    region: String,
    target: String,
    host: String,
    body: Vec<u8>,
    seconds: i64,
}

prop_compose! {
    fn any_case()(
        id in "[A-Z0-9]{16,24}",
        secret in "[ -~]{1,100}",
        token in proptest::option::of("[!-~]{1,80}"),
        region in "[a-z]{2}-[a-z]{4,9}-[1-9]",
        target in "secretsmanager\\.[A-Za-z]{1,20}",
        host in "[a-z]{1,12}(:[1-9][0-9]{1,3})?",
        body in proptest::collection::vec(any::<u8>(), 0..300),
        seconds in 0_i64..4_000_000_000,
    ) -> Case {
        Case { id, secret, token, region, target, host, body, seconds }
    }
}

impl Case {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.seconds * 1_000)
    }

    fn sent(&self) -> Sent {
        let headers = [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", &self.target),
        ];
        let signed = sign(
            &Outgoing {
                method: "POST",
                path: "/",
                host: &self.host,
                headers: &headers,
                body: &self.body,
            },
            &Credentials {
                access_key_id: self.id.clone(),
                secret_key: secret(&self.secret),
                session_token: self.token.as_deref().map(secret),
            },
            &self.region.parse().unwrap(),
            self.now(),
        )
        .unwrap();
        let mut sent = Sent::new(None);
        sent.body.clone_from(&self.body);
        sent.set("Host", self.host.as_str());
        sent.set("X-Amz-Target", self.target.as_str());
        sent.set("X-Amz-Date", signed.date);
        if let Some(token) = signed.session_token {
            sent.set("X-Amz-Security-Token", token.as_str());
        }
        sent.set("Authorization", signed.authorization);
        sent
    }

    fn found(&self) -> Found {
        Found {
            secret_key: secret(&self.secret),
            session_token: self.token.as_deref().map(secret),
            expired: false,
        }
    }
}

proptest! {
    #[test]
    fn what_is_signed_verifies(case in any_case()) {
        let verified = case.sent().verify_at(case.now(), Some(case.found())).unwrap();
        prop_assert_eq!(verified.access_key_id, case.id);
        prop_assert_eq!(verified.region.as_str(), case.region);
    }

    /// One byte of a signed header, the body, the method or the path becomes another one.
    #[test]
    fn no_change_of_a_byte_verifies(
        case in any_case(),
        part in 0_usize..9,
        place in any::<prop::sample::Index>(),
        byte in 0x21_u8..0x7f,
    ) {
        let mut sent = case.sent();
        let before = format!("{sent:?}");
        let mut change = |bytes: &mut Vec<u8>| {
            if bytes.is_empty() {
                bytes.push(byte);
            } else {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
        };
        let of_text = |text: &mut String, change: &mut dyn FnMut(&mut Vec<u8>)| {
            let mut bytes = std::mem::take(text).into_bytes();
            change(&mut bytes);
            *text = String::from_utf8(bytes).unwrap();
        };
        match part {
            0 => change(&mut sent.body),
            1 => of_text(&mut sent.method, &mut change),
            2 => of_text(&mut sent.path, &mut change),
            3 => of_text(&mut sent.query, &mut change),
            _ => {
                let names = ["Host", "Content-Type", "X-Amz-Target", "X-Amz-Date", "Authorization"];
                let index = sent.find(names[part - 4]).unwrap();
                change(&mut sent.headers[index].1);
            }
        }
        prop_assume!(format!("{sent:?}") != before);
        // The id is not part of what is signed: another one is another caller, whose key this is not.
        let verified = sent.verify_at(case.now(), Some(case.found()));
        prop_assert!(verified.is_err() || verified.unwrap().access_key_id != case.id);
    }

    #[test]
    fn no_other_key_token_or_region_verifies(case in any_case(), other in any_case()) {
        prop_assume!(case.secret != other.secret && case.region != other.region);
        let sent = case.sent();
        let with_key = Found { secret_key: secret(&other.secret), ..case.found() };
        prop_assert!(sent.verify_at(case.now(), Some(with_key)).is_err());
        if case.token != other.token {
            let token = other.token.as_deref().map(secret);
            let with_token = Found { session_token: token, ..case.found() };
            prop_assert!(sent.verify_at(case.now(), Some(with_token)).is_err());
        }
        let mut moved = sent;
        moved.replace_in_authorization(&format!("/{}/", case.region), &format!("/{}/", other.region));
        prop_assert!(moved.verify_at(case.now(), Some(case.found())).is_err());
    }

    /// Any bytes at all as the header are refused, not fallen over.
    #[test]
    fn rubbish_is_refused(header in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut sent = Sent::new(None);
        sent.set("Authorization", header);
        prop_assert!(sent.verify().is_err());
    }
}
