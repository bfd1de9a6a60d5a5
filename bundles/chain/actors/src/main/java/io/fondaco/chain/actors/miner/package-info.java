/** The storage miner actor: sectors, the proofs they are held with, and the money that stands for them. */
@org.osgi.annotation.versioning.Version("1.0.0")
package io.fondaco.chain.actors.miner;
