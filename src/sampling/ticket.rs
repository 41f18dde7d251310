//! Which ones: a draw anyone can repeat with `sha256sum`. Knows no clock, no random numbers and no file.
//!
//! ```text
//! seed   = SHA256( round "|" secret_hex "|" public )      lowercase hex of the UTF-8 bytes
//! ticket = SHA256( seed_hex "|" element_id )              lowercase hex
//! order  = tickets ascending; the sample is the first n; a replacement is the next ticket
//! ```

use sha2::{Digest, Sha256};

use super::error::{Result, SamplingError};
use super::frame::{Element, Frame, check_id};
use super::pps;
use crate::domain::draw::{Chosen, Draw, Method, Origin};

/// A ticket as bytes; their order is the order of the hex texts.
pub type Ticket = [u8; 32];

/// The seed of a draw: 32 bytes, written as 64 lowercase hex digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// A seed as it is written. S4016 unless it is 64 lowercase hex digits.
    pub fn parse(text: &str) -> Result<Self> {
        if is_hash(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SamplingError::new("S4016").with("value", text))
        }
    }

    /// SHA256(round | secret | public). S4013/S4014 for a round or public number that cannot be hashed in one way only,
    /// S4017 unless the secret is 64 lowercase hex digits.
    pub fn derive(origin: &Origin) -> Result<Self> {
        check_id(&origin.round)?;
        check_id(&origin.public)?;
        secret_bytes(&origin.secret)?;
        let text = format!("{}|{}|{}", origin.round, origin.secret, origin.public);
        Ok(Self(hex::encode(Sha256::digest(text.as_bytes()))))
    }

    /// 64 lowercase hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ticket of an element.
    pub fn ticket(&self, id: &str) -> Ticket {
        self.tickets().of(id)
    }

    /// For many elements.
    pub(super) fn tickets(&self) -> Tickets {
        // The seed fills the first block of the hash exactly: its work is done once for all elements.
        Tickets(Sha256::new().chain_update(self.0.as_bytes()))
    }
}

/// The common beginning of all tickets of a seed.
pub(super) struct Tickets(Sha256);

impl Tickets {
    pub(super) fn of(&self, id: &str) -> Ticket {
        self.0.clone().chain_update(b"|").chain_update(id.as_bytes()).finalize().into()
    }
}

/// The hash of a secret that is published before the day: SHA-256 of its 32 bytes. S4017.
pub fn secret_hash(secret: &str) -> Result<String> {
    Ok(hex::encode(Sha256::digest(secret_bytes(secret)?)))
}

fn secret_bytes(secret: &str) -> Result<Vec<u8>> {
    let bytes = if is_hash(secret) { hex::decode(secret).ok() } else { None };
    // The secret itself must not end up in a message or a log.
    bytes.ok_or_else(|| SamplingError::new("S4017"))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The first `count` elements in the order of their tickets. Fewer where the frame has fewer.
pub fn ordered<'a>(frame: &'a Frame, seed: &Seed, count: usize) -> Vec<&'a Element> {
    let tickets = seed.tickets();
    let keyed = |element: &'a Element| (head(&tickets.of(&element.id)), element);
    // The first 64 bits of a ticket settle all but one comparison in many millions, so the rest is not kept.
    let mut order: Vec<(u64, &Element)> = frame.elements().iter().map(keyed).collect();
    order.sort_unstable_by_key(|(head, _)| *head);
    settle(&mut order, &tickets);
    order.into_iter().take(count).map(|(_, element)| element).collect()
}

/// Puts elements whose tickets begin alike in the order of the whole tickets. Equal tickets have never been seen; ids
/// decide, so that the order is total.
fn settle(order: &mut [(u64, &Element)], tickets: &Tickets) {
    for same in order.chunk_by_mut(|left, right| left.0 == right.0).filter(|same| same.len() > 1) {
        same.sort_unstable_by_key(|(_, element)| (tickets.of(&element.id), element.id.clone()));
    }
}

/// The same with their tickets.
pub fn first<'a>(frame: &'a Frame, seed: &Seed, count: usize) -> Vec<(Ticket, &'a Element)> {
    let tickets = seed.tickets();
    ordered(frame, seed, count).into_iter().map(|element| (tickets.of(&element.id), element)).collect()
}

/// The first 64 bits of a ticket as a number; their order is that of the tickets.
pub(super) fn head(ticket: &Ticket) -> u64 {
    ticket.first_chunk().map_or(0, |head| u64::from_be_bytes(*head))
}

/// How a draw is to be made.
#[derive(Clone, Debug)]
pub struct Order {
    /// What the seed was derived from, where it was.
    pub origin: Option<Origin>,
    /// The seed.
    pub seed: Seed,
    /// How elements are put in order.
    pub method: Method,
    /// Elements to draw.
    pub n: u64,
    /// Next ones to list as replacements, as far as the frame goes.
    pub replacements: u64,
}

/// Elements a method can draw: by size, those of no size cannot be.
pub(super) fn available(frame: &Frame, method: Method) -> usize {
    match method {
        Method::Equal => frame.len(),
        Method::SequentialPoisson | Method::Pareto => pps::eligible(frame),
    }
}

/// Draws a sample. S4003 where more is asked than can be drawn (elements of size zero cannot), or nothing.
pub fn draw(frame: &Frame, order: &Order) -> Result<Draw> {
    let n = usize::try_from(order.n).unwrap_or(usize::MAX);
    let extra = usize::try_from(order.replacements).unwrap_or(usize::MAX);
    let available = available(frame, order.method);
    if n == 0 || n > available {
        return Err(SamplingError::new("S4003").with("count", order.n).with("population", available));
    }
    let count = n.saturating_add(extra).min(available);
    let ordered = match order.method {
        Method::Equal => first(frame, &order.seed, count),
        method => pps::first(frame, &order.seed, method, n, count),
    };
    let mut chosen: Vec<Chosen> = ordered
        .into_iter()
        .map(|(ticket, element)| Chosen { id: element.id.clone(), ticket: hex::encode(ticket) })
        .collect();
    let replacements = chosen.split_off(n.min(chosen.len()));
    Ok(Draw {
        raised_from: None,
        ac: None,
        commitment: None,
        origin: order.origin.clone(),
        seed: order.seed.as_str().to_owned(),
        method: order.method,
        frame: frame.digest(),
        n: order.n,
        chosen,
        replacements,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(numbers: std::ops::RangeInclusive<u32>) -> Frame {
        Frame::new(numbers.map(|number| format!("XX村-{number:03}"))).unwrap()
    }

    fn origin() -> Origin {
        Origin {
            round: "2026-Q4/医保/XX镇".to_owned(),
            secret: "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456".to_owned(),
            public: "3D8 2026-11-23 07 12 19 23 28 31 05".to_owned(),
        }
    }

    #[test]
    fn adding_elements_never_reorders_the_others() {
        let seed = Seed::derive(&origin()).unwrap();
        let ids = |frame: &Frame| -> Vec<String> {
            first(frame, &seed, usize::MAX).into_iter().map(|(_, element)| element.id.clone()).collect()
        };
        let (small, large) = (ids(&frame(1..=40)), ids(&frame(1..=400)));
        let kept: Vec<String> = large.into_iter().filter(|id| small.contains(id)).collect();
        assert_eq!(kept, small);
    }

    #[test]
    fn the_order_is_that_of_whole_tickets() {
        let seed = Seed::derive(&origin()).unwrap();
        let frame = frame(1..=300);
        let mut expected: Vec<(Ticket, &Element)> =
            frame.elements().iter().map(|element| (seed.ticket(&element.id), element)).collect();
        expected.sort_by_key(|(ticket, _)| *ticket);
        assert_eq!(first(&frame, &seed, 300), expected);
    }

    #[test]
    fn tickets_that_begin_alike_are_settled_by_the_rest() {
        let seed = Seed::derive(&origin()).unwrap();
        let frame = frame(1..=9);
        let expected = ordered(&frame, &seed, 9);
        // As if all tickets had the same first 64 bits.
        let mut alike: Vec<(u64, &Element)> = frame.elements().iter().map(|element| (0, element)).collect();
        settle(&mut alike, &seed.tickets());
        assert_eq!(alike.into_iter().map(|(_, element)| element).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_part_of_the_order_is_the_beginning_of_the_whole() {
        let seed = Seed::derive(&origin()).unwrap();
        let frame = frame(1..=97);
        let all = first(&frame, &seed, usize::MAX);
        for count in 0..=97 {
            assert_eq!(first(&frame, &seed, count), all[..count]);
        }
    }

    #[test]
    fn replacements_are_the_next_tickets() {
        let seed = Seed::derive(&origin()).unwrap();
        let order = |n, replacements| Order {
            origin: None,
            seed: seed.clone(),
            method: Method::Equal,
            n,
            replacements,
        };
        let frame = frame(1..=12);
        let four = draw(&frame, &order(4, 3)).unwrap();
        let seven = draw(&frame, &order(7, 99)).unwrap();
        assert_eq!([four.chosen, four.replacements].concat(), seven.chosen);
        assert_eq!(seven.replacements.len(), 5);
        assert_eq!(draw(&frame, &order(13, 0)).unwrap_err().code(), "S4003");
        assert_eq!(draw(&frame, &order(0, 0)).unwrap_err().code(), "S4003");
    }

    #[test]
    fn what_could_be_hashed_in_two_ways_is_refused() {
        let check = |change: fn(&mut Origin), code: &str| {
            let mut origin = origin();
            change(&mut origin);
            assert_eq!(Seed::derive(&origin).unwrap_err().code(), code);
        };
        check(|origin| origin.round.push('|'), "S4013");
        check(|origin| origin.round.clear(), "S4013");
        check(|origin| origin.public.push('\n'), "S4013");
        check(|origin| origin.round.push_str("e\u{301}"), "S4014");
        check(|origin| origin.secret.make_ascii_uppercase(), "S4017");
        check(|origin| origin.secret.truncate(63), "S4017");
        assert_eq!(Seed::parse("AB").unwrap_err().code(), "S4016");
    }
}
