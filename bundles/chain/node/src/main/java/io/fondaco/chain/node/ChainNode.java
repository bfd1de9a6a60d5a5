package io.fondaco.chain.node;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.StateReader;

/** SKELETON: a node put together, filled soon. */
public abstract class ChainNode implements FullNode, MessagePool, StateReader, AutoCloseable {}
