use super::*;

fn message(check: impl FnOnce(&mut Constraints)) -> String {
    let mut constraints = Constraints::new();
    check(&mut constraints);
    let error = constraints.finish().unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ValidationException));
    error.message().to_owned()
}

fn client_side(check: impl FnOnce(&mut Constraints)) -> Option<String> {
    let mut constraints = Constraints::new();
    check(&mut constraints);
    constraints.client_side()
}

#[test]
fn nothing_broken_is_no_error() {
    let mut constraints = Constraints::new();
    constraints.required("secretId", true);
    constraints.length("secretId", "x", 1..=2048);
    constraints.length("description", None, 1..=2048);
    constraints.range("passwordLength", 4096, 1..=4096);
    constraints.items("versionStages", ["a"], 1..=20);
    constraints.element_length("versionStages", &["a"], 1..=256);
    constraints.one_of("sortOrder", "asc", &["asc", "desc"]);
    assert!(constraints.finish().is_ok());
    assert_eq!(constraints.client_side(), None);
}

#[test]
fn one_violation_is_said_in_the_singular() {
    assert_eq!(
        message(|c| c.range("passwordLength", 5000, 1..=4096)),
        "1 validation error detected: Value '5000' at 'passwordLength' failed to satisfy constraint: \
         Member must have value less than or equal to 4096"
    );
}

#[test]
fn several_violations_come_in_one_message_in_the_order_of_the_members() {
    assert_eq!(
        message(|c| {
            c.length("secretId", "", 1..=2048);
            c.range("maxResults", 0, 1..=100);
        }),
        "2 validation errors detected: Value '' at 'secretId' failed to satisfy constraint: Member must \
         have length greater than or equal to 1; Value '0' at 'maxResults' failed to satisfy constraint: \
         Member must have value greater than or equal to 1"
    );
}

#[test]
fn a_pattern_is_listed_before_the_length_of_the_same_member() {
    assert_eq!(
        message(|c| {
            c.required("secretId", false);
            c.length("duration", "h", 2..=3);
            c.pattern("duration", "h", "[0-9]+h", false);
        }),
        "3 validation errors detected: Value null at 'secretId' failed to satisfy constraint: Member must \
         not be null; Value 'h' at 'duration' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: [0-9]+h; Value 'h' at 'duration' failed to satisfy constraint: Member must \
         have length greater than or equal to 2"
    );
}

#[test]
fn a_sensitive_value_is_left_out() {
    assert_eq!(
        message(|c| c.sensitive_length("secretString", 70_000, 1..=65_536)),
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must \
         have length less than or equal to 65536"
    );
    assert_eq!(
        message(|c| c.sensitive_pattern("rotationToken", r"^[a-zA-Z0-9\-]+$", false)),
        "1 validation error detected: Value at 'rotationToken' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: ^[a-zA-Z0-9\\-]+$"
    );
}

#[test]
fn an_unknown_word_gets_the_whole_set() {
    assert_eq!(
        message(|c| c.one_of("filters.1.member.key", "nme", &["description", "name"])),
        "1 validation error detected: Value 'nme' at 'filters.1.member.key' failed to satisfy \
         constraint: Member must satisfy enum value set: [description, name]"
    );
}

#[test]
fn lists_are_shown_in_brackets() {
    assert_eq!(
        message(|c| c.items("versionStages", [""; 0], 1..=20)),
        "1 validation error detected: Value '[]' at 'versionStages' failed to satisfy constraint: Member \
         must have length greater than or equal to 1"
    );
    assert_eq!(
        message(|c| c.element_length("versionStages", &["a", ""], 1..=256)),
        "1 validation error detected: Value '[a, ]' at 'versionStages' failed to satisfy constraint: \
         Member must satisfy constraint: [Member must have length less than or equal to 256, Member must \
         have length greater than or equal to 1]"
    );
    assert_eq!(
        message(
            |c| c.element_pattern("filters.1.member.values", &["#"], 0..=512, "^a*$", |v| v
                == "a")
        ),
        "1 validation error detected: Value '[#]' at 'filters.1.member.values' failed to satisfy \
         constraint: Member must satisfy constraint: [Member must have length less than or equal to 512, \
         Member must satisfy regular expression pattern: ^a*$]"
    );
}

#[test]
fn length_is_counted_in_characters() {
    let mut constraints = Constraints::new();
    constraints.length("description", "äöü", 0..=3);
    assert!(constraints.finish().is_ok());
}

/// The expected texts are what botocore 1.43 printed for the same requests.
#[test]
fn the_command_line_refuses_minima_in_the_words_of_botocore() {
    assert_eq!(
        client_side(|c| c.length("secretId", "", 1..=2048)).unwrap(),
        "Parameter validation failed:\n\
         Invalid length for parameter SecretId, value: 0, valid min length: 1"
    );
    assert_eq!(
        client_side(|c| c.range("passwordLength", 0, 1..=4096)).unwrap(),
        "Parameter validation failed:\n\
         Invalid value for parameter PasswordLength, value: 0, valid min value: 1"
    );
    assert_eq!(
        client_side(|c| {
            c.sensitive_length("secretString", 0, 1..=65_536);
            c.items("versionStages", [""; 0], 1..=20);
        })
        .unwrap(),
        "Parameter validation failed:\n\
         Invalid length for parameter SecretString, value: 0, valid min length: 1\n\
         Invalid length for parameter VersionStages, value: 0, valid min length: 1"
    );
    assert_eq!(
        client_side(|c| c.element_length("versionStages", &["", "a", ""], 1..=256)).unwrap(),
        "Parameter validation failed:\n\
         Invalid length for parameter VersionStages[0], value: 0, valid min length: 1\n\
         Invalid length for parameter VersionStages[2], value: 0, valid min length: 1"
    );
    assert_eq!(
        client_side(|c| c.length("tags.1.member.key", "", 1..=128)).unwrap(),
        "Parameter validation failed:\n\
         Invalid length for parameter Tags[0].Key, value: 0, valid min length: 1"
    );
    assert_eq!(
        client_side(|c| c.range("rotationRules.automaticallyAfterDays", 0, 1..=1000)).unwrap(),
        "Parameter validation failed:\n\
         Invalid value for parameter RotationRules.AutomaticallyAfterDays, value: 0, valid min value: 1"
    );
}

#[test]
fn the_command_line_names_missing_members_first() {
    assert_eq!(
        client_side(|c| {
            c.length("secretId", "", 1..=2048);
            c.required("tags", false);
            c.required("filters.2.member.key", false);
        })
        .unwrap(),
        "Parameter validation failed:\n\
         Missing required parameter in input: \"Tags\"\n\
         Missing required parameter in Filters[1]: \"Key\"\n\
         Invalid length for parameter SecretId, value: 0, valid min length: 1"
    );
}

#[test]
fn the_command_line_leaves_maxima_enumerations_and_patterns_to_the_service() {
    assert_eq!(
        client_side(|c| {
            c.length("secretId", &*"x".repeat(2049), 1..=2048);
            c.range("maxResults", 101, 1..=100);
            c.one_of("sortOrder", "up", &["asc", "desc"]);
            c.pattern("duration", "hh", "[0-9]+h", false);
        }),
        None
    );
}
