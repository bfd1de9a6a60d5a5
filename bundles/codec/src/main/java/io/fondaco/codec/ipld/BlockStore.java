package io.fondaco.codec.ipld;

import org.osgi.annotation.versioning.ConsumerType;

/** Blocks that can be put and got: what trees are read from and written to. A block put can be got from then on. */
@ConsumerType
public interface BlockStore extends BlockSource, BlockSink {}
