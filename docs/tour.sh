#!/bin/sh
# A tour of vault: builds it, makes a throw-away home, shows each command with what it prints, and cleans up.
#
#   sh docs/tour.sh               builds first; that takes cargo some minutes the first time
#   VAULT=PATH sh docs/tour.sh    shows a program that is built already
set -eu
cd "$(dirname "$0")/.."

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/bin"
if [ -n "${VAULT:-}" ]; then
    ln -s "$VAULT" "$home/bin/vault"
else
    echo 'Building vault ...' >&2
    cargo install --quiet --locked --path . --root "$home"
fi

# The tour itself; what it prints goes through sed below, so that the throw-away home reads as ~.
tour() {

# Nothing of yours is read or changed from here on.
export HOME="$home" PATH="$home/bin:$PATH" TZ=UTC
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME VAULT VAULT_FILE VAULT_PASSPHRASE VAULT_PASSPHRASE_FILE \
    VAULT_REGION VAULT_PROFILE VAULT_ENV VAULT_OUTPUT VAULT_NO_SESSION VAULT_SESSION VAULT_PROJECT VAULT_UNDO
cd "$home"

say() {
    printf '\n# %s\n' "$*"
}

# Shows a command and does it in this shell, so that variables stay.
do_it() {
    printf '$ %s\n' "$1"
    eval "$1" 2>&1
}

# The same for commands whose value has no line end in a pipe.
do_line() {
    do_it "$1"
    echo
}

say 'A vault: one encrypted file, here opened by a key file so that nobody must type. Without it, init asks for a passphrase.'
do_it 'export VAULT_KEY_FILE="$HOME/key"'
do_it 'vault init --region eu-central-1'

say 'Store the credential of a database, from a file: nothing secret on the command line.'
cat >db.json <<'JSON'
{"username": "app", "password": "correct horse", "host": "db.example.com", "port": 5432}
JSON
do_it 'vault create prod/db --description "Orders database" --secret-string file://db.json'

say 'Get it, and one member of it.'
do_it 'vault get prod/db'
do_line 'vault get prod/db --key password'

say "Exactly as with AWS's own command line."
do_it 'vault get-secret-value --secret-id prod/db'

say 'A new value: the one before is kept as AWSPREVIOUS.'
do_it 'sed "s/correct horse/battery staple/" db.json | vault put prod/db --query VersionStages --output text'
do_line 'vault get prod/db --key password'
do_line 'vault get prod/db --key password --version-stage AWSPREVIOUS'
do_it 'vault versions prod/db --query "Versions[].[VersionId,VersionStages[0]]" --output text'

say 'An API key, and its rotation to a random value that nobody has to make up.'
do_it 'printf first-key | vault create prod/api-key --query Name'
do_it 'vault rotate prod/api-key --generate --password-length 40 --exclude-punctuation --query Name'
do_line 'vault get prod/api-key'
do_line 'vault get prod/api-key --version-stage AWSPREVIOUS'

say 'What is there?'
do_it 'vault list --query "SecretList[].[Name,Description]" --output text'
do_it 'vault describe prod/api-key --query RotationRules'

say 'Into this shell, and into a program.'
do_it 'eval $(vault env prod/db)'
do_it 'echo "$DB_USERNAME at $DB_HOST:$DB_PORT"'
do_it 'vault run API_KEY=prod/api-key -- sh -c '\''echo "the program has a key of ${#API_KEY} letters"'\'

say 'Delete, think again, restore.'
do_it 'vault delete prod/api-key --query Name'
do_it 'vault get prod/api-key || echo "status $?"'
do_it 'vault restore prod/api-key --query Name'

say 'One file, and not even a name can be read in it. Is every byte as it was written?'
do_it 'grep -c prod/db .local/share/vault/default.vault || true'
do_it 'vault verify'

echo 0 >"$home/status"
}

echo 1 >"$home/status"
tour | sed "s|$home|~|g"
exit "$(cat "$home/status")"
