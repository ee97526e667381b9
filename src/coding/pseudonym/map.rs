//! Positions before and after names were replaced, in code points.

/// Where the replaced stretches stood and stand, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    spans: Vec<Span>,
}

/// A stretch that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it stood.
    pub old: (usize, usize),
    /// Where what stands for it stands.
    pub new: (usize, usize),
}

impl Map {
    /// Adds a stretch behind those that are there: where it stood, and how long what stands for it is.
    pub fn push(&mut self, start: usize, end: usize, length: usize) {
        let at = self.start(start);
        self.spans.push(Span { old: (start, end), new: (at, at + length) });
    }

    /// The replaced stretches.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Where what starts at a position starts now; inside a name: where what stands for the name starts.
    pub fn start(&self, position: usize) -> usize {
        match self.before(position) {
            None => position,
            Some(span) if position > span.old.0 && position < span.old.1 => span.new.0,
            Some(span) if position == span.old.0 => span.new.0,
            Some(span) => span.new.1 + (position - span.old.1),
        }
    }

    /// Where what ends at a position ends now; inside a name: where what stands for the name ends.
    pub fn end(&self, position: usize) -> usize {
        match self.before(position) {
            Some(span) if position > span.old.0 && position < span.old.1 => span.new.1,
            _ => self.start(position),
        }
    }

    /// The way back.
    pub fn reversed(&self) -> Self {
        Self { spans: self.spans.iter().map(|span| Span { old: span.new, new: span.old }).collect() }
    }

    /// The last stretch that begins at a position or before.
    fn before(&self, position: usize) -> Option<&Span> {
        self.spans.partition_point(|span| span.old.0 <= position).checked_sub(1).map(|index| &self.spans[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_replaced_moves_nothing() {
        assert_eq!((Map::default().start(7), Map::default().end(7)), (7, 7));
    }

    #[test]
    fn a_position_inside_a_name_goes_to_its_edge_and_others_keep_their_distance() {
        let mut map = Map::default();
        map.push(3, 6, 5);
        map.push(6, 7, 0);
        map.push(10, 12, 1);
        assert_eq!([2, 3, 4, 6, 7, 8, 10, 11, 12, 13].map(|at| map.start(at)), [2, 3, 3, 8, 8, 9, 11, 11, 12, 13]);
        assert_eq!([3, 4, 5, 6, 11, 12].map(|at| map.end(at)), [3, 8, 8, 8, 12, 12]);
        assert_eq!(map.reversed().start(13), 13);
        assert_eq!(map.reversed().start(9), 8);
    }
}
