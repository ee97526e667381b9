//! Small dense matrices: products, equations, eigenvalues of symmetric matrices, residuals of least squares.
//!
//! # What it measures
//! Nothing by itself; covariances of estimates and calibration need it.
//!
//! # Formula
//! Equations by elimination with partial pivoting; eigenvalues by Jacobi's rotations, which keep small ones exact; least squares by
//! Gram and Schmidt, each column made orthogonal twice.
//!
//! # Assumptions
//! Tens to hundreds of rows and columns. A matrix is called singular where what is left of a column is below 10⁻¹² of what it was.
//!
//! # Reference
//! Golub, G. H. and Van Loan, C. F. (2013). Matrix Computations, 4th edition, sections 3.4, 5.2 and 8.5.

/// What is left of a column, as a share of it, for the column to count as new.
const NOTHING_NEW: f64 = 1e-12;

/// A matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// All noughts.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, cells: vec![0.0; rows * columns] }
    }

    /// Each cell from its row and column.
    pub fn from_fn(rows: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self { rows, columns, cells: cells.map(|(row, column)| cell(row, column)).collect() }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A cell; nought outside.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        if row < self.rows && column < self.columns { self.cells[row * self.columns + column] } else { 0.0 }
    }

    /// Puts a cell; nothing happens outside.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        if row < self.rows && column < self.columns {
            self.cells[row * self.columns + column] = value;
        }
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// The diagonal.
    pub fn diagonal(&self) -> Vec<f64> {
        (0..self.rows.min(self.columns)).map(|place| self.get(place, place)).collect()
    }

    /// Rows and columns exchanged.
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |row, column| self.get(column, row))
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::zeros(self.rows, other.columns);
        for row in 0..self.rows {
            for (middle, &factor) in self.row(row).iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                for column in 0..other.columns {
                    product.cells[row * other.columns + column] += factor * other.get(middle, column);
                }
            }
        }
        product
    }

    /// The product with a vector.
    pub fn times_vector(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.rows).map(|row| dot(self.row(row), vector)).collect()
    }

    /// J V Jᵀ, the covariance of J x where V is that of x.
    pub fn covariance_of(&self, jacobian: &Self) -> Self {
        let mut result = jacobian.times(self).times(&jacobian.transposed());
        result.make_symmetric();
        result
    }

    /// xᵀ V x.
    pub fn quadratic(&self, vector: &[f64]) -> f64 {
        dot(&self.times_vector(vector), vector)
    }

    /// The mean of each cell and its mirror image.
    pub fn make_symmetric(&mut self) {
        for row in 0..self.rows {
            for column in 0..row {
                let mean = f64::midpoint(self.get(row, column), self.get(column, row));
                self.set(row, column, mean);
                self.set(column, row, mean);
            }
        }
    }

    /// X with A X = B; `None` where A is singular.
    pub fn solve(&self, right: &Self) -> Option<Self> {
        let n = self.rows;
        let (mut left, mut right) = (self.clone(), right.clone());
        let sizes: Vec<f64> =
            (0..n).map(|column| (0..n).map(|row| self.get(row, column).abs()).fold(0.0, f64::max)).collect();
        for (step, &was) in sizes.iter().enumerate() {
            let pivot =
                (step..n).max_by(|&one, &other| left.get(one, step).abs().total_cmp(&left.get(other, step).abs()))?;
            let size = left.get(pivot, step).abs();
            if !size.is_finite() || size <= NOTHING_NEW * was {
                return None;
            }
            left.swap_rows(step, pivot);
            right.swap_rows(step, pivot);
            for row in step + 1..n {
                let factor = left.get(row, step) / left.get(step, step);
                left.subtract_row(row, step, factor);
                right.subtract_row(row, step, factor);
            }
        }
        for step in (0..n).rev() {
            for column in 0..right.columns {
                let known: f64 = (step + 1..n).map(|place| left.get(step, place) * right.get(place, column)).sum();
                right.set(step, column, (right.get(step, column) - known) / left.get(step, step));
            }
        }
        Some(right)
    }

    /// x with A x = b; `None` where A is singular.
    pub fn solve_vector(&self, right: &[f64]) -> Option<Vec<f64>> {
        let column = Self { rows: right.len(), columns: 1, cells: right.to_vec() };
        self.solve(&column).map(|solution| solution.cells)
    }

    /// Eigenvalues of a symmetric matrix, largest first, with their vectors as columns.
    pub fn symmetric_eigen(&self) -> (Vec<f64>, Self) {
        let n = self.rows;
        let mut matrix = self.clone();
        let mut vectors = Self::from_fn(n, n, |row, column| f64::from(u8::from(row == column)));
        for _ in 0..100 {
            let pairs = || (0..n).flat_map(|row| (0..row).map(move |column| (row, column)));
            let off: f64 = pairs().map(|(row, column)| matrix.get(row, column).powi(2)).sum();
            let on: f64 = matrix.diagonal().iter().map(|value| value * value).sum();
            if off <= 1e-34 * on || off == 0.0 {
                break;
            }
            for (row, column) in pairs() {
                matrix.rotate(&mut vectors, column, row);
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&one, &other| matrix.get(other, other).total_cmp(&matrix.get(one, one)));
        let values = order.iter().map(|&place| matrix.get(place, place)).collect();
        (values, Self::from_fn(n, n, |row, column| vectors.get(row, order[column])))
    }

    /// The Moore–Penrose inverse of a symmetric matrix and its rank.
    pub fn symmetric_pseudo_inverse(&self) -> (Self, usize) {
        let (values, vectors) = self.symmetric_eigen();
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let inverse: Vec<f64> =
            values.iter().map(|&value| if value.abs() > NOTHING_NEW * largest { 1.0 / value } else { 0.0 }).collect();
        let rank = inverse.iter().filter(|&&value| value != 0.0).count();
        let cell = |row, column| {
            let parts = inverse.iter().enumerate();
            parts.map(|(at, value)| vectors.get(row, at) * value * vectors.get(column, at)).sum()
        };
        (Self::from_fn(self.rows, self.rows, cell), rank)
    }

    fn swap_rows(&mut self, one: usize, other: usize) {
        for column in 0..self.columns {
            self.cells.swap(one * self.columns + column, other * self.columns + column);
        }
    }

    fn subtract_row(&mut self, row: usize, by: usize, factor: f64) {
        if factor != 0.0 {
            for column in 0..self.columns {
                self.cells[row * self.columns + column] -= factor * self.cells[by * self.columns + column];
            }
        }
    }

    /// One rotation of Jacobi's that makes the cell (p, q) nought.
    fn rotate(&mut self, vectors: &mut Self, p: usize, q: usize) {
        let cell = self.get(p, q);
        if cell == 0.0 {
            return;
        }
        let theta = (self.get(q, q) - self.get(p, p)) / (2.0 * cell);
        let t = theta.signum() / (theta.abs() + libm::hypot(theta, 1.0));
        let cosine = 1.0 / libm::hypot(t, 1.0);
        let sine = t * cosine;
        for place in 0..self.rows {
            let (one, other) = (self.get(place, p), self.get(place, q));
            self.set(place, p, cosine * one - sine * other);
            self.set(place, q, sine * one + cosine * other);
        }
        for place in 0..self.rows {
            let (one, other) = (self.get(p, place), self.get(q, place));
            self.set(p, place, cosine * one - sine * other);
            self.set(q, place, sine * one + cosine * other);
            let (one, other) = (vectors.get(place, p), vectors.get(place, q));
            vectors.set(place, p, cosine * one - sine * other);
            vectors.set(place, q, sine * one + cosine * other);
        }
        self.set(p, q, 0.0);
        self.set(q, p, 0.0);
    }
}

/// The scalar product.
pub fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Columns of length 1 at right angles to one another that span what the given columns span. What is left of a column must be above
/// `tolerance` as a share of it, or the column is left out as nothing new; the number of columns is the rank.
pub fn orthonormal(columns: &[Vec<f64>], tolerance: f64) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for column in columns {
        let length = dot(column, column).sqrt();
        let rest = residual(column, &basis);
        let left = dot(&rest, &rest).sqrt();
        if left > tolerance * length && left.is_finite() {
            basis.push(rest.iter().map(|value| value / left).collect());
        }
    }
    basis
}

/// What is left of a column when its share in the directions of an orthonormal basis is taken away.
pub fn residual(column: &[f64], basis: &[Vec<f64>]) -> Vec<f64> {
    let mut rest = column.to_vec();
    // Once leaves a trace of rounding, twice is enough (Kahan and Parlett).
    for _ in 0..2 {
        for direction in basis {
            let share = dot(&rest, direction);
            rest.iter_mut().zip(direction).for_each(|(value, along)| *value -= share * along);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix::from_fn(rows.len(), rows[0].len(), |row, column| rows[row][column])
    }

    #[test]
    fn an_empty_matrix_and_a_singular_one_have_no_solution_to_show() {
        assert_eq!(Matrix::zeros(0, 0).solve_vector(&[]), Some(vec![]));
        assert_eq!(matrix(&[&[1.0, 2.0], &[2.0, 4.0]]).solve_vector(&[1.0, 1.0]), None);
        assert_eq!(Matrix::zeros(0, 0).symmetric_eigen().0, Vec::<f64>::new());
    }

    #[test]
    fn equations_are_solved() {
        let solution = matrix(&[&[0.0, 2.0], &[3.0, 4.0]]).solve_vector(&[2.0, 10.0]).unwrap();
        assert!((solution[0] - 2.0).abs() < 1e-12 && (solution[1] - 1.0).abs() < 1e-12, "{solution:?}");
    }

    #[test]
    fn eigenvalues_of_a_known_matrix() {
        let (values, vectors) = matrix(&[&[2.0, 1.0, 0.0], &[1.0, 2.0, 1.0], &[0.0, 1.0, 2.0]]).symmetric_eigen();
        let root = 2.0_f64.sqrt();
        for (ours, known) in values.iter().zip([2.0 + root, 2.0, 2.0 - root]) {
            assert!((ours - known).abs() < 1e-12, "{values:?}");
        }
        assert!((vectors.get(0, 0).abs() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_inverse_of_a_singular_matrix_leaves_its_null_space_out() {
        let (inverse, rank) = matrix(&[&[1.0, 1.0], &[1.0, 1.0]]).symmetric_pseudo_inverse();
        assert_eq!(rank, 1);
        assert!((inverse.get(0, 1) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_column_that_others_make_up_is_nothing_new() {
        let columns = [vec![1.0, 1.0, 0.0], vec![0.0, 1.0, 1.0], vec![1.0, 2.0, 1.0], vec![0.0, 0.0, 0.0]];
        let basis = orthonormal(&columns, 1e-10);
        assert_eq!(basis.len(), 2);
        assert!(dot(&basis[0], &basis[1]).abs() < 1e-14);
        assert!(residual(&columns[2], &basis).iter().all(|value| value.abs() < 1e-14));
    }
}
