//! Matrices of +1 and −1 whose rows are at right angles, which balance half-samples.
//!
//! # What it measures
//! Nothing by itself: which half of each stratum is in which half-sample, so that halves of different strata meet equally often.
//!
//! # Formula
//! Of order 2ᵏ(q + 1), doubled after Sylvester from Paley's matrix for a prime q = 4j + 3, or from the matrix of order 1; the smallest such order.
//!
//! # Assumptions
//! None. There may be a smaller matrix by other constructions; balance does not depend on which one it is.
//!
//! # Reference
//! Paley, R. E. A. C. (1933). On orthogonal matrices. Journal of Mathematics and Physics 12, 311–320. Wolter, K. M. (2007). Introduction to Variance
//! Estimation, appendix A.

/// A Hadamard matrix of the smallest order at hand that is at least `least`, row by row; `true` is +1. The first row is all +1.
pub fn hadamard(least: usize) -> Vec<Vec<bool>> {
    let mut best = least.max(1).next_power_of_two();
    let mut prime = None;
    for q in (3..best).step_by(4).filter(|&q| is_prime(q)) {
        let mut order = q + 1;
        while order < least {
            order *= 2;
        }
        if order < best {
            (best, prime) = (order, Some(q));
        }
    }
    let mut matrix = prime.map_or_else(|| vec![vec![true]], paley);
    while matrix.len() < best {
        let half = matrix.len();
        let row = |row: usize| {
            let above = &matrix[row % half];
            let turned = row >= half;
            above.iter().copied().chain(above.iter().map(|&sign| sign != turned)).collect()
        };
        matrix = (0..2 * half).map(row).collect();
    }
    matrix
}

/// Paley's matrix of order q + 1 with a first row of +1.
fn paley(q: usize) -> Vec<Vec<bool>> {
    let mut square = vec![false; q];
    (1..q).for_each(|number| square[number * number % q] = true);
    let cell = |row: usize, column: usize| match (row, column) {
        (0, _) => true,
        (_, 0) => false,
        _ if row == column => true,
        _ => square[(q + column - row) % q],
    };
    (0..=q).map(|row| (0..=q).map(|column| cell(row, column)).collect()).collect()
}

fn is_prime(number: usize) -> bool {
    number > 1 && (2..).take_while(|factor| factor * factor <= number).all(|factor| !number.is_multiple_of(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_at_right_angles_and_the_first_is_all_plus() {
        for least in [0, 1, 2, 3, 4, 5, 9, 12, 13, 19, 21, 40, 61, 100] {
            let matrix = hadamard(least);
            assert!(matrix.len() >= least && matrix.iter().all(|row| row.len() == matrix.len()));
            assert!(matrix[0].iter().all(|&sign| sign));
            for (number, one) in matrix.iter().enumerate() {
                for other in &matrix[..number] {
                    let same = one.iter().zip(other).filter(|(one, other)| one == other).count();
                    assert_eq!(2 * same, matrix.len(), "order {}", matrix.len());
                }
            }
        }
    }

    #[test]
    fn orders_between_the_powers_of_two_are_found() {
        let orders: Vec<usize> = [3, 9, 17, 21].into_iter().map(|least| hadamard(least).len()).collect();
        assert_eq!(orders, [4, 12, 20, 24]);
    }
}
