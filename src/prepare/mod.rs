//! Between reading and counting: what is left out, who was asked, weights and recodes.
