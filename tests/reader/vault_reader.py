#!/usr/bin/env python3
"""An independent reader of vault files, written from docs/FORMAT.md.

    vault_reader.py (--key-file FILE | --passphrase-file FILE | both | --recovery-key-file FILE) VAULT...

Proves every byte of each vault and prints a line of JSON for it: {"file", "exit": 0, "content"} with all secrets, versions and
values, or {"file", "exit", "error"}. Exits with the first exit code that is not 0: 10 for damage, 253 for a file that is no
vault, does not open with the key, or is of a newer program. Section numbers are those of docs/FORMAT.md.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

PIN, POINTER, WRAPPED, FOOTER, SLOT = 72, 84, 104, 1344, 149
MAX_PART = 64 << 20
PASSPHRASE, KEY_FILE, BOTH, RECOVERY = 1, 2, 3, 4
SLOT_NAMES = {PASSPHRASE: "passphrase", KEY_FILE: "key-file", BOTH: "passphrase-and-key-file", RECOVERY: "recovery"}
OWNER_OF_SECRETS = bytes(16)


class Refused(Exception):
    """The file cannot be read; `exit` says why."""

    def __init__(self, exit_code, message):
        super().__init__(message)
        self.exit = exit_code


def damaged(message):
    return Refused(10, "damaged: " + message)


def newer(what):
    return Refused(253, "made by a newer program: " + what)


# --- Section 2: notation -------------------------------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, count):
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise damaged("a part ends early")
        self.at += count
        return part

    def number(self, form):
        return struct.unpack("<" + form, self.raw(struct.calcsize("<" + form)))[0]

    def u8(self):
        return self.number("B")

    def u32(self):
        return self.number("I")

    def u64(self):
        return self.number("Q")

    def i64(self):
        return self.number("q")

    def boolean(self):
        value = self.u8()
        if value > 1:
            raise damaged("a flag is neither 0 nor 1")
        return value == 1

    def length(self):
        number = 0
        for index in range(5):
            byte = self.u8()
            number |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if byte == 0 and index > 0:
                    raise damaged("a length is not in its shortest form")
                return number
        raise damaged("a length is too long")

    def text(self):
        return utf8(self.raw(self.length()))

    def pointer(self):
        return self.u64(), self.u32(), self.raw(PIN)

    def rest(self):
        return self.raw(len(self.data) - self.at)

    def end(self):
        if self.at != len(self.data):
            raise damaged("a part is too long")

    def zeros(self):
        if any(self.rest()):
            raise damaged("padding is not zero")


def utf8(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise damaged("a text is not UTF-8") from None


def fields(reader, known, required, padded=False):
    """A list of fields as a dictionary; `known` reads the content of each tag."""
    found, last = {}, 0
    while reader.at < len(reader.data):
        if padded and reader.data[reader.at] == 0:
            break
        tag = reader.u8()
        if tag <= last:
            raise damaged("fields do not rise")
        last = tag
        content = Reader(reader.raw(reader.length()))
        if tag not in known:
            raise newer(f"field {tag}")
        name, read = known[tag]
        found[name] = read(content)
        content.end()
    for name in required:
        if name not in found:
            raise damaged(f"no {name}")
    return found


def listed(read):
    return lambda reader: [read(reader) for _ in range(reader.length())]


def whole_text(reader):
    return utf8(reader.rest())


def region(reader):
    name = whole_text(reader)
    if len(name) > 128 or not re.fullmatch(r"([a-z]+-)+[0-9]+", name):
        raise damaged("a Region is none")
    return name


# --- Section 3: the seal -------------------------------------------------------------------------------------------------


def hchacha20(key, nonce16):
    def quarter(a, b, c, d):
        for first, second, third, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[first] = (state[first] + state[second]) & 0xFFFFFFFF
            mixed = state[third] ^ state[first]
            state[third] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF

    state = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce16))
    for _ in range(10):
        for column in range(4):
            quarter(column, column + 4, column + 8, column + 12)
        quarter(0, 5, 10, 15)
        quarter(1, 6, 11, 12)
        quarter(2, 7, 8, 13)
        quarter(3, 4, 9, 14)
    return struct.pack("<8I", *state[:4], *state[12:])


def unseal(key, context, pin, ciphertext, attached=b""):
    """The message, or nothing."""
    nonce, commitment, tag = pin[:24], pin[24:56], pin[56:]
    okm = HKDFExpand(SHA256(), 64, b"seal" + nonce + context).derive(key)
    if not hmac.compare_digest(okm[32:], commitment):
        return None
    cipher = ChaCha20Poly1305(hchacha20(okm[:32], nonce[:16]))
    try:
        return cipher.decrypt(bytes(4) + nonce[16:], ciphertext + tag, attached + context)
    except InvalidTag:
        return None


# --- Section 6: header ---------------------------------------------------------------------------------------------------


MAX_WORK = 8388608


def check_cost(memory, passes, lanes):
    if memory < 19456 or passes < 2 or lanes < 1:
        raise damaged("a slot's cost is below the floor")
    if memory > 2097152 or passes > 64 or lanes > 16 or memory * passes > MAX_WORK:
        raise damaged("a slot's cost is above the ceiling")


class Header:
    def __init__(self, data):
        if data[:8] != b"\x93VAULT\r\n":
            raise Refused(253, "not a vault file")
        reader = Reader(data)
        reader.raw(8)
        if reader.number("H") != 1:
            raise newer("format version")
        self.length = reader.u32()
        if not 76 <= self.length <= 8192 or self.length % 64:
            raise damaged("the header's length is impossible")
        self.bytes = data[: self.length]
        if len(self.bytes) != self.length:
            raise damaged("the header is cut")
        reader = Reader(self.bytes[: self.length - 32])
        reader.raw(14)
        self.vault_id = reader.raw(16)
        self.key_epoch = reader.u64()
        if reader.u32() != 0:
            raise newer("flags")
        count = reader.number("H")
        self.slots = [self.slot(reader) for _ in range(count)]
        if sum(memory * passes for _, _, (memory, passes, _), _, _ in self.slots) > MAX_WORK:
            raise damaged("the slots together cost more than the ceiling")
        reader.zeros()
        if -(-(76 + count * SLOT) // 64) * 64 != self.length:
            raise damaged("the header is not canonical")

    @staticmethod
    def slot(reader):
        slot_id, kind = reader.raw(16), reader.u8()
        memory, passes, lanes = reader.u32(), reader.u32(), reader.u32()
        if kind not in SLOT_NAMES:
            raise newer(f"slot kind {kind}")
        if kind in (PASSPHRASE, BOTH):
            check_cost(memory, passes, lanes)
        elif (memory, passes, lanes) != (0, 0, 0):
            raise damaged(f"a {SLOT_NAMES[kind]} slot has a cost")
        return slot_id, kind, (memory, passes, lanes), reader.raw(16), reader.raw(WRAPPED)

    def unlock(self, wanted, passphrase, key):
        for slot_id, kind, cost, salt, wrapped in self.slots:
            if kind != wanted:
                continue
            inner = struct.pack("<16sBIII", slot_id, kind, *cost)
            secret = b""
            if kind in (PASSPHRASE, BOTH):
                memory, passes, lanes = cost
                argon = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
                secret = argon.derive(passphrase)
            if kind != PASSPHRASE:
                secret += key
            info = b"vault/1/slot" + self.vault_id + inner
            slot_key = HKDF(SHA256(), 32, salt=salt, info=info).derive(secret)
            vault_key = unseal(slot_key, b"\x01\x01" + self.vault_id + inner, wrapped[:PIN], wrapped[PIN:])
            if vault_key is not None:
                mac_key = HKDFExpand(SHA256(), 32, b"vault/1/header-mac").derive(vault_key)
                mac = hmac.digest(mac_key, self.bytes[:-32], "sha256")
                if not hmac.compare_digest(mac, self.bytes[-32:]):
                    raise damaged("the header does not verify")
                return vault_key
        raise Refused(253, "no slot opens with this key")


# --- Section 4: recovery keys --------------------------------------------------------------------------------------------


DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def recovery_key(text):
    """The 20 bytes, or nothing if it has a slip."""
    typed = re.sub(r"[-\s]", "", text.upper()).translate(str.maketrans("OIL", "011"))
    if len(typed) != 40 or any(digit not in DIGITS for digit in typed):
        return None
    bits = 0
    for group in range(8):
        *digits, check = (DIGITS.index(digit) for digit in typed[group * 5 : group * 5 + 5])
        expected = group
        for place, digit in enumerate(digits, 1):
            for _ in range(place):
                digit = digit << 1 ^ (0b100101 if digit & 16 else 0)
            expected ^= digit
        if check != expected:
            return None
        for digit in digits:
            bits = bits << 5 | digit
    return bits.to_bytes(20, "big")


# --- Section 7: footer ---------------------------------------------------------------------------------------------------


class Footer:
    def __init__(self, content):
        reader = Reader(content)
        self.generation = reader.u64()
        if self.generation in (0, 2**64 - 1):
            raise damaged("a generation is impossible")
        self.written = reader.i64()
        self.start = reader.u64()
        self.durable = reader.boolean()
        self.body = reader.raw(PIN)
        if self.durable and any(self.body[32:]):
            raise damaged("padding is not zero")
        self.previous = reader.raw(32)
        self.header = reader.raw(32)
        self.root = reader.pointer()
        count = reader.u8()
        if count > 64:
            raise damaged("too many ancestors")
        self.ancestors = [reader.raw(16) for _ in range(count)]
        reader.zeros()

    def lineage(self):
        return ([hashlib.sha256(self.root[2]).digest()[:16]] + self.ancestors)[:64]


# --- Sections 8 to 10: everything else -----------------------------------------------------------------------------------


def version(reader):
    if reader.boolean():
        raw = reader.raw(16).hex()
        name = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
    else:
        name = reader.text()
        if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name):
            raise damaged("a UUID is written as text")
    found = {"id": name, "created": reader.i64(), "accessed": reader.u32(), "value": None}
    if reader.boolean():
        found["value"] = (reader.raw(16), reader.u32(), reader.raw(WRAPPED), reader.pointer())
    return found


def password_rules(reader):
    names = ("exclude_numbers", "exclude_punctuation", "exclude_uppercase", "exclude_lowercase", "include_space")
    rules = {"length": reader.u32()}
    for name in (*names, "require_each_included_type"):
        rules[name] = reader.boolean()
    rules["exclude_characters"] = reader.text()
    return rules


def deprecated(reader):
    count, oldest, is_leaf = reader.u32(), reader.i64(), reader.boolean()
    if count == 0:
        raise damaged("no deprecated versions, but a field of them")
    return count, oldest, is_leaf, reader.pointer()


ROTATION = {
    1: ("enabled", Reader.boolean),
    2: ("function", whole_text),
    3: ("automatically_after_days", Reader.i64),
    4: ("duration", whole_text),
    5: ("schedule_expression", whole_text),
    6: ("last_rotated", Reader.i64),
    7: ("next", Reader.i64),
    8: ("password", password_rules),
    9: ("test", whole_text),
}
SECRET = {
    1: ("key", lambda reader: reader.raw(16)),
    2: ("region", region),
    3: ("name", whole_text),
    4: ("suffix", whole_text),
    5: ("description", whole_text),
    6: ("kms_key_id", whole_text),
    7: ("type", whole_text),
    8: ("tags", listed(lambda reader: [reader.text(), reader.text()])),
    10: ("owning_service", whole_text),
    11: ("primary_region", region),
    12: ("created", Reader.i64),
    13: ("changed", Reader.i64),
    14: ("accessed", Reader.u32),
    15: ("deletion", Reader.i64),
    16: ("rotation", lambda reader: fields(reader, ROTATION, ("enabled", "function"))),
    17: ("versions", listed(version)),
    18: ("stages", listed(lambda reader: (reader.text(), reader.length()))),
    19: ("deprecated", deprecated),
}
SECRET_REQUIRED = ("key", "region", "name", "suffix", "created", "changed", "versions", "stages")
ROOT = {
    1: ("account", whole_text),
    2: ("home_region", region),
    3: ("created", Reader.i64),
    4: ("secrets", Reader.u64),
    5: ("live_bytes", Reader.u64),
    6: ("deletion_due", Reader.i64),
    7: ("rotation_due", Reader.i64),
    8: ("trie", lambda reader: (reader.boolean(), reader.pointer())),
    9: ("kms_keys", listed(lambda reader: (reader.raw(16), reader.u32(), reader.raw(WRAPPED)))),
    10: ("with_equals", Reader.u64),
    11: ("name_key", lambda reader: reader.raw(WRAPPED)),
    17: ("credentials", Reader.pointer),
}
CREDENTIAL = {
    1: ("name", whole_text),
    2: ("access_key_id", whole_text),
    3: ("secret_access_key", whole_text),
    4: ("session_token", whole_text),
    5: ("created", Reader.i64),
    6: ("expires", Reader.i64),
    7: ("read_only", Reader.boolean),
    8: ("secrets", listed(Reader.text)),
}
CREDENTIAL_REQUIRED = ("name", "access_key_id", "secret_access_key", "created", "read_only")
NAME = r"[A-Za-z0-9/_+=.@!*?-]+"
WORD = r"[a-z0-9*?-]+"
PATTERN = rf"(?!arn:){NAME}|arn:{WORD}:secretsmanager:{WORD}:{WORD}:secret:(?=.*(-\?\?\?\?\?\?|\*)\Z){NAME}"
ROOT_REQUIRED = ("account", "home_region", "created", "secrets", "live_bytes", "kms_keys")


def padded(length, step):
    return -(-length // step) * step


def padded_value(length):
    if length <= 1024:
        return max(32, 1 << (length - 1).bit_length())
    exponent = length.bit_length() - 1
    return padded(length, 1 << (exponent - exponent.bit_length()))


class Vault:
    def __init__(self, data, kind, passphrase, key):
        self.data = data
        self.header = Header(data)
        vault_key = self.header.unlock(kind, passphrase, key)
        for label in ("root", "meta", "name-prf", "kms-wrap"):
            key = HKDFExpand(SHA256(), 32, b"vault/1/" + label.encode()).derive(vault_key)
            setattr(self, label.replace("-", "_"), key)
        self.footer, self.end = self.newest()
        self.read_root()

    def context(self, kind, added=b""):
        return bytes((1, kind)) + self.header.vault_id + added

    def place(self, *parts):
        return hmac.digest(self.name_prf, b"".join(parts), "sha256")[:16]

    # Section 8

    def footer_at(self, offset):
        raw = self.data[offset : offset + FOOTER]
        content = unseal(self.root, self.context(2, struct.pack("<Q", offset)), raw[:PIN], raw[PIN:])
        return None if content is None else Footer(content)

    def body_is_whole(self, footer, end):
        body = self.data[footer.start : end]
        if footer.durable:
            return hashlib.sha256(body).digest() == footer.body[:32]
        context = self.context(3, struct.pack("<Q", footer.start))
        return unseal(self.root, context, footer.body, b"", body) is not None

    def newest(self):
        offset = (len(self.data) - FOOTER) // 64 * 64
        while offset >= self.header.length:
            footer = self.footer_at(offset)
            if (
                footer is not None
                and footer.header == self.header.bytes[-32:]
                and self.header.length <= footer.start <= offset
                and (footer.durable or self.body_is_whole(footer, offset))
            ):
                return footer, offset + FOOTER
            offset -= 64
        raise damaged("no whole commit")

    def verify_commits(self):
        if len(self.data) != self.end:
            raise damaged("bytes follow the newest commit")
        footer, end = self.footer, self.end - FOOTER
        while True:
            if not self.body_is_whole(footer, end):
                raise damaged(f"the body of commit {footer.generation}")
            if footer.start == self.header.length:
                if any(footer.previous):
                    raise damaged("the first commit names one before it")
                return
            end = footer.start - FOOTER
            before = self.footer_at(end) if end >= self.header.length else None
            if (
                before is None
                or hashlib.sha256(self.data[end : end + FOOTER]).digest() != footer.previous
                or before.generation + 1 != footer.generation
                or before.lineage() != footer.ancestors
                or before.header != footer.header
                or before.start > end
            ):
                raise damaged(f"commit {footer.generation} does not follow the one before")
            footer = before

    def part(self, pointer, key, context, what):
        offset, length, pin = pointer
        if length > MAX_PART or offset + length > self.end:
            raise damaged(f"{what} is not within the file")
        content = unseal(key, context, pin, self.data[offset : offset + length])
        if content is None:
            raise damaged(f"{what} does not open")
        return content

    # Section 9

    def read_root(self):
        content = self.part(self.footer.root, self.root, self.context(4), "the root")
        reader = Reader(content)
        self.root_fields = fields(reader, ROOT, ROOT_REQUIRED, padded=True)
        if len(content) != padded(reader.at, 128):
            raise damaged("the root's padding")
        reader.zeros()
        root = self.root_fields
        if "name_key" in root:
            wrapped = root["name_key"]
            self.name_prf = unseal(self.meta, self.context(11), wrapped[:PIN], wrapped[PIN:])
            if self.name_prf is None:
                raise damaged("the name key does not open")
        if not re.fullmatch("[0-9]{12}", root["account"]):
            raise damaged("the account is none")
        if root["live_bytes"] > self.end or root["secrets"] > self.end:
            raise damaged("the root's counts are impossible")

    # Section 10

    def records(self, owner, is_leaf, pointer, depth=0, prefix=0):
        """All records of a trie: (place, record)."""
        position = owner + bytes((depth,)) + prefix.to_bytes(16, "big")
        content = self.part(pointer, self.meta, self.context(6 if is_leaf else 5, position), "a node")
        reader = Reader(content)
        if not is_leaf:
            yield from self.children(owner, reader, depth, prefix)
            return
        last = None
        for _ in range(reader.length()):
            place = reader.raw(16)
            if last is not None and place <= last:
                raise damaged("a leaf's records do not rise")
            last = place
            if (int.from_bytes(place, "big") ^ prefix) >> (128 - depth):
                raise damaged("a record is outside of its leaf's part")
            yield place, reader.raw(reader.length())
        if len(content) != padded(reader.at, 256 if reader.at <= 4096 else 1024):
            raise damaged("a leaf's padding")
        reader.zeros()

    def children(self, owner, reader, depth, prefix):
        count, following = reader.length(), 0
        if count > 64 or depth > 114:
            raise damaged("an inner node is impossible")
        found = []
        for _ in range(count):
            first, shape = reader.u8(), reader.u8()
            width, is_leaf = shape >> 1, shape & 1
            if width > 6 or first > 63 or first % (1 << width) or first < following or not (is_leaf or width == 0):
                raise damaged("an inner node's children")
            following = first + (1 << width)
            found.append((bool(is_leaf), reader.pointer(), depth + 6 - width, prefix | first << (122 - depth)))
        reader.end()
        for is_leaf, pointer, child_depth, child_prefix in found:
            yield from self.records(owner, is_leaf, pointer, child_depth, child_prefix)

    def value(self, key, found):
        kms_id, generation, wrapped, pointer = found["value"]
        kms = [entry[2] for entry in self.root_fields["kms_keys"] if entry[:2] == (kms_id, generation)]
        if not kms:
            raise damaged("a KMS key is missing")
        number = struct.pack("<I", generation)
        kms_key = unseal(self.kms_wrap, self.context(7, kms_id + number), kms[0][:PIN], kms[0][PIN:])
        if kms_key is None:
            raise damaged("a KMS key does not open")
        place = self.place(b"version\0", key, found["id"].encode())
        ids = key + place
        data_key = unseal(kms_key, self.context(8, ids + kms_id + number), wrapped[:PIN], wrapped[PIN:])
        if data_key is None:
            raise damaged("a data key does not open")
        content = self.part(pointer, data_key, self.context(9, ids), "a value")
        reader = Reader(content)
        kind = reader.u8()
        value = reader.raw(reader.u32())
        if len(content) != padded_value(reader.at):
            raise damaged("a value's padding")
        reader.zeros()
        if kind not in (1, 2):
            raise newer(f"value kind {kind}")
        if kind == 1:
            utf8(value)
        return ("text", "binary")[kind - 1], base64.b64encode(value).decode()

    def show(self, key, found, labels=()):
        shown = {"id": found["id"], "created": found["created"], "labels": list(labels)}
        if found["accessed"]:
            shown["accessed"] = found["accessed"]
        if found["value"]:
            shown["kind"], shown["value"] = self.value(key, found)
        return shown

    def secret(self, place, record):
        secret = fields(Reader(record), SECRET, SECRET_REQUIRED)
        key = secret.pop("key")
        if self.place(b"secret\0", secret["region"].encode(), b"\0", secret["name"].encode()) != place:
            raise damaged("a record is at another's place")
        labels = {}
        stages = secret.pop("stages")
        if stages != sorted(stages, key=lambda stage: stage[0].encode()) or len(dict(stages)) != len(stages):
            raise damaged("stages do not rise")
        for label, index in stages:
            if index >= len(secret["versions"]):
                raise damaged("a label is on a version that is not there")
            labels.setdefault(index, []).append(label)
        secret["versions"] = [
            self.show(key, found, labels.get(index, ())) for index, found in enumerate(secret["versions"])
        ]
        count, _, is_leaf, pointer = secret.pop("deprecated", (0, 0, True, None))
        shelved = []
        if pointer:
            for at, raw in self.records(key, is_leaf, pointer):
                reader = Reader(raw)
                found = version(reader)
                reader.end()
                if self.place(b"version\0", key, found["id"].encode()) != at:
                    raise damaged("a version is at another's place")
                shelved.append(self.show(key, found))
        if len(shelved) != count:
            raise damaged("the number of deprecated versions is another")
        secret["deprecated"] = sorted(shelved, key=lambda found: found["id"].encode())
        return secret

    # Section 10, credentials

    def credentials(self):
        content = self.part(self.root_fields["credentials"], self.meta, self.context(13), "the table of credentials")
        reader = Reader(content)
        count, found = reader.length(), []
        if not 1 <= count <= 100:
            raise damaged("the number of credentials is impossible")
        for _ in range(count):
            one = fields(Reader(reader.raw(reader.length())), CREDENTIAL, CREDENTIAL_REQUIRED)
            for pattern in one.get("secrets", ()):
                if not re.fullmatch(PATTERN, pattern) or len(pattern) > 640:
                    raise newer("a pattern")
            temporary = "session_token" in one
            if (
                not re.fullmatch(r"[A-Za-z0-9_.@-]{1,64}", one["name"])
                or not re.fullmatch(("AKIA", "ASIA")[temporary] + "[A-Z2-7]{16}", one["access_key_id"])
                or not re.fullmatch(r"[A-Za-z0-9+/]{40}", one["secret_access_key"])
                or (temporary and not re.fullmatch(r"[A-Za-z0-9+/]{64}", one["session_token"]))
                or (temporary and "expires" not in one)
                or not 1 <= len(one.get("secrets", ".")) <= 32
            ):
                raise damaged("a credential is none")
            if found and found[-1]["name"].encode() >= one["name"].encode():
                raise damaged("credentials do not rise")
            found.append(one)
        if len(content) != padded(reader.at, 4096):
            raise damaged("the padding of the table of credentials")
        reader.zeros()
        return found

    def bounded(self, name, due):
        bound = self.root_fields.get(name)
        if due is not None and (bound is None or bound > due):
            raise damaged(f"{name} is too late")

    def content(self):
        self.verify_commits()
        root, secrets = self.root_fields, []
        if "trie" in root:
            for place, record in self.records(OWNER_OF_SECRETS, *root["trie"]):
                secrets.append(self.secret(place, record))
        if len(secrets) != root["secrets"]:
            raise damaged("the number of secrets is another")
        if sum("=" in secret["name"] for secret in secrets) != root.get("with_equals", 0) or root.get("with_equals") == 0:
            raise damaged("the number of names with = is another")
        for secret in secrets:
            self.bounded("deletion_due", secret.get("deletion"))
            self.bounded("rotation_due", secret.get("rotation", {}).get("next"))
        more = {"credentials": self.credentials()} if "credentials" in root else {}
        return more | {
            "vault_id": self.header.vault_id.hex(),
            "slots": [SLOT_NAMES[slot[1]] for slot in self.header.slots],
            "account": root["account"],
            "home_region": root["home_region"],
            "generation": self.footer.generation,
            "written": self.footer.written,
            "secrets": sorted(secrets, key=lambda secret: (secret["region"].encode(), secret["name"].encode())),
        }


def main():
    parser = argparse.ArgumentParser(description="Reads vault files, independently of vault.")
    parser.add_argument("--key-file")
    parser.add_argument("--passphrase-file")
    parser.add_argument("--recovery-key-file")
    parser.add_argument("vault", nargs="+")
    arguments = parser.parse_args()

    def content(path):
        if path is None:
            return None
        with open(path, "rb") as file:
            return file.read()

    key, passphrase, recovery = map(
        content, (arguments.key_file, arguments.passphrase_file, arguments.recovery_key_file)
    )
    kinds = {(True, False, False): KEY_FILE, (False, True, False): PASSPHRASE}
    kinds |= {(True, True, False): BOTH, (False, False, True): RECOVERY}
    kind = kinds.get((key is not None, passphrase is not None, recovery is not None))
    if kind is None:
        parser.error("give a key file, a passphrase file, both, or a recovery key file")
    if kind == RECOVERY:
        key = recovery_key(recovery.decode())
        if key is None:
            parser.error("the recovery key has a slip")
    elif key is not None and len(key) != 32:
        parser.error("a key file has 32 bytes")
    exit_code = 0
    for path in arguments.vault:
        with open(path, "rb") as file:
            data = file.read()
        try:
            answer = {"file": path, "exit": 0, "content": Vault(data, kind, passphrase, key).content()}
        except Refused as refused:
            answer = {"file": path, "exit": refused.exit, "error": str(refused)}
        exit_code = exit_code or answer["exit"]
        print(json.dumps(answer, ensure_ascii=False, sort_keys=True))
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
