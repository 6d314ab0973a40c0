//! No type that holds a secret shows it in `Debug`: whatever a message or a log is made of, it is not there.

use vault::crypto::kdf::KdfParams;
use vault::crypto::keys::Key;
use vault::operations::{CreateSecret, PutSecretValue, UpdateSecret};
use vault::session::{Credential, Passphrase};
use vault::store::{NewSlot, Unlock};
use vault::types::sensitive::{Revealed, SecretBinary, SecretString, SecretValue};
use zeroize::Zeroizing;

const SECRET: &str = "hunter2-hunter2";

#[test]
fn no_debug_shows_a_secret() {
    let text = || SecretString::new(Zeroizing::new(SECRET.to_owned()));
    let bytes = || SecretBinary::new(Zeroizing::new(SECRET.into()));
    let passphrase = || Passphrase::new(Zeroizing::new(SECRET.into())).unwrap();
    let request = format!(r#"{{"Name": "n", "SecretId": "n", "SecretString": "{SECRET}"}}"#);
    let create: CreateSecret = serde_json::from_str(&request).unwrap();
    let put: PutSecretValue = serde_json::from_str(&request).unwrap();
    let update: UpdateSecret = serde_json::from_str(&request).unwrap();
    let key = Key::new([b'h'; 32]);
    let slot = NewSlot::Passphrase(SECRET.as_bytes(), KdfParams::DEFAULT);
    let shown = [
        format!("{:?} {:?}", text(), bytes()),
        format!("{:?} {:?}", Revealed(text()), Revealed(bytes())),
        format!("{:?}", SecretValue::Text(text())),
        format!("{:?}", SecretValue::Binary(bytes())),
        format!("{create:?} {put:?} {update:?}"),
        format!("{:?}", passphrase()),
        format!("{:?}", Credential::Passphrase(passphrase())),
        format!("{:?} {slot:?}", Unlock::Passphrase(SECRET.as_bytes())),
        format!("{key:?} {:?}", Unlock::KeyFile(&key)),
    ]
    .join("\n");
    // As text, and as the numbers that a list of bytes would show.
    assert!(shown.contains("***"), "{shown}");
    for trace in ["hunter", "104, 117", "104, 104"] {
        assert!(!shown.contains(trace), "{shown}");
    }
}
