//! How a sample is shared out: over strata, and over villages and their households. Knows no ids.

use num_bigint::BigUint;

use super::error::{Result, SamplingError};

/// Shares `n` out in proportion to `sizes` by largest remainders; ties go to the earlier stratum. No stratum gets more
/// than it has. S4003 where `n` is more than there is.
pub fn proportional(n: u64, sizes: &[u64]) -> Result<Vec<u64>> {
    let weights: Vec<BigUint> = sizes.iter().map(|size| BigUint::from(*size)).collect();
    weighted(n, sizes, &weights)
}

/// Neyman's allocation (*J. Royal Statistical Society* 97 (1934)), in proportion to size times standard deviation, from variances in any common unit. The roots
/// are taken in whole numbers to 32 binary places. S4003; S4018 where there is not one variance a stratum.
pub fn neyman(n: u64, sizes: &[u64], variances: &[u64]) -> Result<Vec<u64>> {
    if sizes.len() != variances.len() {
        return Err(SamplingError::new("S4018").with("found", variances.len()).with("expected", sizes.len()));
    }
    let root = |(size, variance): (&u64, &u64)| {
        let square = BigUint::from(*size) * *size * *variance;
        (square << 64_u32).sqrt()
    };
    let weights: Vec<BigUint> = sizes.iter().zip(variances).map(root).collect();
    weighted(n, sizes, &weights)
}

/// Shares `n` out in proportion to weights, one a stratum, never more than a stratum has. Strata without weight are served last.
fn weighted(n: u64, sizes: &[u64], weights: &[BigUint]) -> Result<Vec<u64>> {
    let there: u128 = sizes.iter().map(|size| u128::from(*size)).sum();
    if u128::from(n) > there {
        let there = u64::try_from(there).unwrap_or(u64::MAX);
        return Err(SamplingError::new("S4003").with("count", n).with("population", there));
    }
    let mut given = vec![0_u64; sizes.len()];
    let mut open: Vec<usize> = (0..sizes.len()).collect();
    let mut left = n;
    // Strata that would get more than they have are filled, and the rest is shared out among the others again.
    loop {
        let shares = largest_remainders(left, &open, weights);
        let full: Vec<usize> = open
            .iter()
            .zip(&shares)
            .filter(|(place, share)| **share > sizes[**place])
            .map(|(place, _)| *place)
            .collect();
        if full.is_empty() {
            for (place, share) in open.into_iter().zip(shares) {
                given[place] = share;
            }
            return Ok(given);
        }
        for place in &full {
            given[*place] = sizes[*place];
            left -= sizes[*place];
        }
        open.retain(|place| !full.contains(place));
    }
}

/// Whole shares of `n` for the open strata in proportion to their weights; evenly where none has weight.
fn largest_remainders(n: u64, open: &[usize], weights: &[BigUint]) -> Vec<u64> {
    let one = BigUint::from(1_u32);
    let weightless = open.iter().all(|place| weights[*place] == BigUint::ZERO);
    let weight = |place: usize| if weightless { &one } else { &weights[place] };
    let total: BigUint = open.iter().map(|place| weight(*place)).sum();
    if total == BigUint::ZERO {
        return Vec::new();
    }
    let mut shares = Vec::with_capacity(open.len());
    let mut remainders = Vec::with_capacity(open.len());
    for (index, place) in open.iter().enumerate() {
        let product = weight(*place) * n;
        shares.push(u64::try_from(&product / &total).unwrap_or(n));
        remainders.push((product % &total, index));
    }
    let missing = n - shares.iter().sum::<u64>();
    remainders.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    for (_, index) in remainders.into_iter().take(usize::try_from(missing).unwrap_or(usize::MAX)) {
        shares[index] += 1;
    }
    shares
}

/// A village drawn in the first stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Village {
    /// Its households.
    pub households: u64,
    /// Whether it was in the sample for certain.
    pub certain: bool,
}

/// The second stage: `n` households over the villages drawn with chances proportional to households. A village that
/// was not certain gets the same number as the next one, a certain one its share of all: so that every household of the
/// township has the same chance, up to rounding. `uncertain_total` counts the households of all villages of the
/// township that were not certain. S4003.
pub fn second_stage(n: u64, drawn: &[Village], uncertain_total: u64) -> Result<Vec<u64>> {
    let sizes: Vec<u64> = drawn.iter().map(|village| village.households).collect();
    let lottery = drawn.iter().filter(|village| !village.certain).count() as u64;
    // A village drawn with chance m·x/X needs weight x / (m·x/X) = X/m; a certain one x. Both times m.
    let weights: Vec<BigUint> = drawn
        .iter()
        .map(|village| {
            if village.certain {
                BigUint::from(village.households) * lottery.max(1)
            } else {
                uncertain_total.into()
            }
        })
        .collect();
    weighted(n, &sizes, &weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportional_shares() {
        let check =
            |n, sizes: &[u64], expected: &[u64]| assert_eq!(proportional(n, sizes).unwrap(), expected);
        check(10, &[100, 200, 700], &[1, 2, 7]);
        check(3, &[1, 1, 1], &[1, 1, 1]);
        check(5, &[10, 10, 10], &[2, 2, 1]);
        check(7, &[3, 90], &[0, 7]);
        check(0, &[3, 90], &[0, 0]);
        check(93, &[3, 90], &[3, 90]);
        check(0, &[], &[]);
        check(4, &[0, 4], &[0, 4]);
        check(u64::MAX, &[u64::MAX, 0], &[u64::MAX, 0]);
        assert_eq!(proportional(94, &[3, 90]).unwrap_err().code(), "S4003");
    }

    #[test]
    fn neyman_shares_follow_the_spread() {
        // 100·√4 : 100·√1 : 100·0 = 2 : 1 : 0.
        assert_eq!(neyman(30, &[100, 100, 100], &[4, 1, 0]).unwrap(), [20, 10, 0]);
        // The first is full at 8; the rest is shared out again, and the weightless come last.
        assert_eq!(neyman(30, &[8, 20, 5], &[400, 1, 0]).unwrap(), [8, 20, 2]);
        assert_eq!(neyman(1, &[1, 2], &[1]).unwrap_err().code(), "S4018");
    }

    #[test]
    fn every_household_has_the_same_chance_in_two_stages() {
        let village = |households, certain| Village { households, certain };
        // Township: one certain village of 600, six others with 900 together, three of them drawn; 60 households.
        let drawn = [village(600, true), village(100, false), village(150, false), village(200, false)];
        // Overall chance 60/1500: the certain village gets 24, each other (60 − 24)/3 = 12.
        assert_eq!(second_stage(60, &drawn, 900).unwrap(), [24, 12, 12, 12]);
        assert_eq!(second_stage(1051, &drawn, 900).unwrap_err().code(), "S4003");
    }
}
