//! Whether a published draw is what its frame, its seed and its commitment make it. Knows no file.

use super::error::SamplingError;
use super::frame::{Frame, check_id};
use super::ticket::{Order, Seed, available, draw, secret_hash};
use crate::domain::draw::{Commitment, Draw, Method};
use crate::domain::message::Message;

/// What is fixed before the day. S4013/S4014 for a round or source that cannot be published in one spelling, S4017 for
/// the secret, S4003 for the number.
pub fn commit(
    frame: &Frame,
    round: &str,
    secret: &str,
    source: &str,
    n: u64,
    method: Method,
) -> Result<Commitment, SamplingError> {
    check_id(round)?;
    check_id(source)?;
    let digest = frame.digest();
    let available = available(frame, method) as u64;
    if n == 0 || n > available {
        return Err(SamplingError::new("S4003").with("count", n).with("population", available));
    }
    Ok(Commitment {
        round: round.to_owned(),
        n,
        ac: None,
        method,
        frame: digest,
        secret_sha256: secret_hash(secret)?,
        source: source.to_owned(),
    })
}

/// A rejection since the commitment makes a sample at most so many times as large: tightened sampling takes up to 8/5 of
/// what normal takes, reduced sampling had taken 2/5.
const RAISED_TIMES: u64 = 4;

/// Everything about a draw that does not hold: S4020 seed, S4021 secret, S4022 round, number or method, S4023 frame
/// committed, S4070 acceptance number, S4024 frame given, S4025 an element of the sample, S4026 a replacement, and refusals of its values.
/// Empty: the draw is right.
pub fn verify(published: &Draw, frame: &Frame) -> Vec<Message> {
    let mut wrong = Vec::new();
    check_origin(published, &mut wrong);
    if let Some(commitment) = &published.commitment {
        check_commitment(published, commitment, &mut wrong);
    }
    let digest = frame.digest();
    if digest != published.frame {
        wrong.push(
            Message::new("S4024")
                .with("published", published.frame.sha256.as_str())
                .with("published-total", published.frame.total)
                .with("found", digest.sha256)
                .with("found-total", digest.total),
        );
    }
    check_sample(published, frame, &mut wrong);
    wrong
}

fn check_origin(published: &Draw, wrong: &mut Vec<Message>) {
    let Some(origin) = &published.origin else {
        return;
    };
    match Seed::derive(origin) {
        Err(error) => wrong.push(error.into_message()),
        Ok(seed) if seed.as_str() != published.seed => wrong.push(
            Message::new("S4020").with("published", published.seed.as_str()).with("found", seed.as_str()),
        ),
        Ok(_) => {}
    }
}

fn check_commitment(published: &Draw, commitment: &Commitment, wrong: &mut Vec<Message>) {
    let secret = published.origin.as_ref().map(|origin| secret_hash(&origin.secret));
    if !matches!(&secret, Some(Ok(hash)) if *hash == commitment.secret_sha256) {
        wrong.push(Message::new("S4021").with("published", commitment.secret_sha256.as_str()));
    }
    let same_round = published.origin.as_ref().is_some_and(|origin| origin.round == commitment.round);
    // A draw may say that it went on where the committed number stops; chances by size would change with it.
    let fixed = published.raised_from.unwrap_or(published.n);
    let raised = fixed == published.n
        || (fixed < published.n
            && published.n <= fixed.saturating_mul(RAISED_TIMES)
            && published.method == Method::Equal);
    // What is judged by may have become stricter since, never laxer.
    if published.ac.zip(commitment.ac).is_some_and(|(now, then)| now > then) {
        wrong.push(Message::new("S4070").with("round", commitment.round.as_str()));
    }
    if !same_round || !raised || commitment.n != fixed || commitment.method != published.method {
        wrong.push(Message::new("S4022").with("round", commitment.round.as_str()).with("n", commitment.n));
    }
    if commitment.frame != published.frame {
        wrong.push(Message::new("S4023").with("published", commitment.frame.sha256.as_str()));
    }
}

fn check_sample(published: &Draw, frame: &Frame, wrong: &mut Vec<Message>) {
    let order = Seed::parse(&published.seed).map(|seed| Order {
        origin: None,
        seed,
        method: published.method,
        n: published.n,
        replacements: published.replacements.len() as u64,
    });
    let repeated = match order.and_then(|order| draw(frame, &order)) {
        Ok(repeated) => repeated,
        Err(error) => return wrong.push(error.into_message()),
    };
    for (code, found, expected) in [
        ("S4025", &published.chosen, &repeated.chosen),
        ("S4026", &published.replacements, &repeated.replacements),
    ] {
        // The first difference says it; what follows it is shifted.
        let places = found.len().max(expected.len());
        if let Some(place) = (0..places).find(|place| found.get(*place) != expected.get(*place)) {
            let id = |list: &[crate::domain::draw::Chosen]| {
                list.get(place).map_or_else(|| "-".to_owned(), |chosen| chosen.id.clone())
            };
            wrong.push(
                Message::new(code)
                    .with("place", place + 1)
                    .with("published", id(found))
                    .with("found", id(expected)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draw::Origin;

    fn frame() -> Frame {
        Frame::new((1..=30).map(|number| format!("H{number:02}"))).unwrap()
    }

    fn right() -> Draw {
        let origin =
            Origin { round: "V-0107".to_owned(), secret: "ab".repeat(32), public: "3 5 6".to_owned() };
        let order = Order {
            seed: Seed::derive(&origin).unwrap(),
            origin: Some(origin.clone()),
            method: Method::Equal,
            n: 5,
            replacements: 2,
        };
        let mut published = draw(&frame(), &order).unwrap();
        published.commitment =
            Some(commit(&frame(), &origin.round, &origin.secret, "dice", 5, Method::Equal).unwrap());
        published
    }

    #[test]
    fn a_right_draw_has_nothing_wrong() {
        assert_eq!(verify(&right(), &frame()), Vec::new());
        let mut bare = right();
        (bare.origin, bare.commitment) = (None, None);
        assert_eq!(verify(&bare, &frame()), Vec::new());
    }

    #[test]
    fn every_change_is_found() {
        let check = |change: fn(&mut Draw), expected: &[&str]| {
            let mut published = right();
            change(&mut published);
            let wrong = verify(&published, &frame());
            let codes: Vec<&str> = wrong.iter().map(|message| message.code.as_str()).collect();
            assert_eq!(codes, expected);
        };
        check(|draw| draw.chosen.swap(0, 1), &["S4025"]);
        check(|draw| draw.chosen[4].id = "H99".to_owned(), &["S4025"]);
        check(|draw| draw.chosen[4].ticket = "0".repeat(64), &["S4025"]);
        check(|draw| draw.chosen.truncate(4), &["S4025"]);
        check(|draw| draw.replacements.swap(0, 1), &["S4026"]);
        check(|draw| draw.n = 4, &["S4022", "S4025", "S4026"]);
        check(|draw| draw.n = 0, &["S4022", "S4003"]);
        check(|draw| draw.n = 6, &["S4022", "S4025", "S4026"]);
        check(|draw| draw.frame.total = 29, &["S4023", "S4024"]);
        check(|draw| draw.seed = "0".repeat(64), &["S4020", "S4025", "S4026"]);
        check(|draw| draw.seed = "x".to_owned(), &["S4020", "S4016"]);
        check(|draw| draw.origin = None, &["S4021", "S4022"]);
        check(|draw| draw.origin.as_mut().unwrap().public.push('1'), &["S4020"]);
        check(|draw| draw.origin.as_mut().unwrap().secret.clear(), &["S4017", "S4021"]);
        check(|draw| draw.commitment.as_mut().unwrap().n = 6, &["S4022"]);
        check(|draw| draw.commitment.as_mut().unwrap().n = 4, &["S4022"]);
        check(|draw| draw.raised_from = Some(4), &["S4022"]);
        check(|draw| draw.raised_from = Some(6), &["S4022"]);
        check(|draw| draw.commitment.as_mut().unwrap().secret_sha256.clear(), &["S4021"]);
        check(|draw| draw.commitment.as_mut().unwrap().frame.sha256.clear(), &["S4023"]);
    }

    #[test]
    fn a_draw_that_says_so_may_go_on_where_the_commitment_stops() {
        let mut published = right();
        (published.raised_from, published.commitment.as_mut().unwrap().n) = (Some(4), 4);
        assert_eq!(verify(&published, &frame()), Vec::new());
        // Told by the record alone, it is believed within what tightening can ask for.
        let mut more = right();
        (more.raised_from, more.commitment.as_mut().unwrap().n) = (Some(1), 1);
        assert_eq!(verify(&more, &frame())[0].code, "S4022");
        published.commitment.as_mut().unwrap().n = 3;
        assert_eq!(verify(&published, &frame())[0].code, "S4022");
    }

    #[test]
    fn the_acceptance_number_may_only_become_smaller() {
        let check = |then: Option<u32>, now: Option<u32>, expected: &[&str]| {
            let mut published = right();
            (published.commitment.as_mut().unwrap().ac, published.ac) = (then, now);
            let found: Vec<String> = verify(&published, &frame()).into_iter().map(|one| one.code).collect();
            assert_eq!(found, expected);
        };
        check(None, None, &[]);
        check(None, Some(1), &[]);
        check(Some(1), None, &[]);
        check(Some(1), Some(1), &[]);
        check(Some(1), Some(0), &[]);
        check(Some(1), Some(2), &["S4070"]);
    }

    #[test]
    fn another_frame_is_found() {
        let other = Frame::new((1..=31).map(|number| format!("H{number:02}"))).unwrap();
        assert!(verify(&right(), &other).iter().any(|message| message.code == "S4024"));
    }
}
