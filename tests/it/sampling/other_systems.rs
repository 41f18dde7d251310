//! What other published systems drew, drawn again: the hash, the order of tickets and beacons are theirs as much as ours.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use num_bigint::BigUint;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{strings, text, vectors};

fn sha256_hex(message: &str) -> String {
    hex::encode(Sha256::digest(message))
}

/// RFC 3797, section 4: MD5 over the key between two counters, the remainder picks from those who are left.
#[test]
fn the_nominating_committee() {
    let vectors = vectors();
    let vector = &vectors["rfc3797"];
    let hashes = strings(&vector["md5"]);
    let mut left: Vec<u64> = (1..=vector["pool"].as_u64().unwrap()).collect();
    let mut chosen = Vec::new();
    for (round, expected) in (0_u16..).zip(&hashes) {
        let counter = round.to_be_bytes();
        let hash = Md5::new()
            .chain_update(counter)
            .chain_update(text(vector, "key"))
            .chain_update(counter)
            .finalize();
        assert_eq!(hex::encode_upper(hash), *expected);
        let place = BigUint::from_bytes_be(&hash) % left.len();
        chosen.push(left.remove(usize::try_from(place).unwrap()));
    }
    assert_eq!(Value::from(chosen), vector["selected"]);
}

/// The ticket of `consistent_sampler` 1.0.10: the digits of a hash from the last to the first, behind a decimal point.
fn reversed_digits(seed: &str, id: &str) -> String {
    let number = BigUint::from_bytes_be(&Sha256::digest(sha256_hex(seed) + id));
    format!("0.{}", format!("{number:064}").chars().rev().collect::<String>())
}

#[test]
fn the_consistent_sampler() {
    let vectors = vectors();
    let vector = &vectors["consistent_sampler_1.0.10"];
    let seed = text(vector, "seed");
    assert_eq!(sha256_hex(seed), text(vector, "seed_hash"));
    assert_eq!(reversed_digits(seed, "AB-130"), text(vector, "doc_vector_AB-130"));
    let mut ids = strings(&vector["ids"]);
    for id in &ids {
        assert_eq!(reversed_digits(seed, id), text(&vector["tickets"], id));
    }
    ids.sort_by_key(|id| reversed_digits(seed, id));
    assert_eq!(ids, strings(&vector["order"]));
    // The first example of its manual: four of six by the seed 314159.
    let mut batches = ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"];
    batches.sort_by_key(|id| reversed_digits("314159", id));
    assert_eq!(batches[..4], strings(&vector["readme_ex1"]));
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// draft-thomson-elegy-vrs-00: the value a round reveals and the public randomness extract a key (RFC 5869), a candidate's
/// place is that key expanded by the name. The first round reveals the ninth of the chain, the second the eighth.
#[test]
fn the_elegy_positions() {
    let vectors = vectors();
    let vector = &vectors["draft-thomson-elegy-vrs-00"];
    let chain = strings(&vector["chain_H1_to_H10"]);
    assert_eq!(sha256_hex(text(vector, "secret_utf8")), chain[0]);
    for (revealed, round) in [(chain[8], "round1"), (chain[7], "round2")] {
        let key = hmac(&hex::decode(revealed).unwrap(), text(vector, "randomness").as_bytes());
        assert_eq!(hex::encode(&key), text(vector, &format!("prk_{round}")));
        let positions = vector[format!("positions_{round}")].as_object().unwrap();
        assert!(!positions.is_empty());
        for (name, position) in positions {
            let expanded = hmac(&key, &[name.as_bytes(), &[1]].concat());
            assert_eq!(hex::encode(expanded), position.as_str().unwrap(), "{name}");
        }
    }
}

/// What a beacon round of drand publishes as its randomness is the hash of its signature, so a public number can be traced.
#[test]
fn the_beacon_round() {
    let vectors = vectors();
    let vector = &vectors["drand_quicknet"];
    let signature = hex::decode(text(vector, "signature")).unwrap();
    assert_eq!(hex::encode(Sha256::digest(signature)), text(vector, "randomness_sha256_of_signature"));
}
