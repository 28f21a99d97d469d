/// The search index: which packs may hold a text. Made from the packs, and made again from them if
/// need be.
///
/// Every pack is described by the set of its *grams*: sequences of four bytes within a line, ASCII
/// letters folded to lower case, hashed into one of 131,072 slots. A pack that lacks one gram of a
/// text cannot hold the text. The index is the matrix of slots and packs, stored by slot, so that a
/// search reads a row for each gram of its text and intersects them.
@NullMarked
package slipway.logstore.index;

import org.jspecify.annotations.NullMarked;
