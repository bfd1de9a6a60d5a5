package io.fondaco.chain.node.internal.consensus;

import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.MessageRoots;
import io.fondaco.chain.consensus.Election;
import io.fondaco.chain.consensus.Vrf;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/** What can be said of a block without its parents: the gate before it is passed on or stored. */
public final class BlockSyntax {
    /** How far another node's clock may be ahead of ours. */
    private static final Duration DRIFT = Duration.ofSeconds(1);
    /** Epochs that a block may be ahead of the clock and still be told apart from nonsense. */
    private static final long AHEAD = 5;

    private final Policy policy;
    private final Clock clock;

    public BlockSyntax(Policy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** @throws InvalidBlockException BAD, or NOT_NOW if it is of the future */
    public void check(BlockMessage block) throws InvalidBlockException {
        BlockHeader header = block.header();
        require(header.miner().protocol() == Address.Protocol.ID, "its miner " + header.miner() + " is no ID address");
        require(header.height().number() > 0, "its height is " + header.height() + ": genesis is given, not made");
        require(!header.parents().isEmpty(), "it has no parents");
        require(
                header.parents().cids().stream().distinct().count()
                        == header.parents().cids().size(),
                "it names a parent twice");
        long wins = header.electionProof().winCount();
        require(
                wins >= 1 && wins <= Election.MAINNET.maxWins(),
                "it claims " + wins + " wins: 1 to " + Election.MAINNET.maxWins() + " are possible");
        require(header.ticket().vrf().length == Vrf.PROOF, "its ticket has no VRF proof of 96 bytes");
        require(header.electionProof().vrf().length == Vrf.PROOF, "its election proof has no VRF proof of 96 bytes");
        require(
                header.signature()
                        .map(Signature::type)
                        .filter(Signature.Type.BLS::equals)
                        .isPresent(),
                "it has no BLS signature of its worker");
        require(
                header.blsAggregate()
                        .map(Signature::type)
                        .filter(Signature.Type.BLS::equals)
                        .isPresent(),
                "it has no aggregate of its messages' BLS signatures");
        require(header.parentWeight().signum() >= 0, "its parents' weight is " + header.parentWeight());
        require(!header.parentBaseFee().isNegative(), "its base fee is " + header.parentBaseFee());
        require(header.forkSignal() == 0, "its fork signal is " + header.forkSignal() + " and nothing is signalled");
        int messages = block.blsMessages().size() + block.secpMessages().size();
        require(
                messages <= policy.blocks().messages(),
                "it has " + messages + " messages: " + policy.blocks().messages() + " are allowed");
        require(roots(block).equals(header.messages()), "its header names other messages than it carries");
        checkTime(header);
    }

    /** Whether its time is that of its height, and has come. @throws InvalidBlockException BAD, or NOT_NOW if it is of the future */
    public void checkTime(BlockHeader header) throws InvalidBlockException {
        require(
                header.timestamp() == clock.timestamp(header.height()),
                "its time is " + header.timestamp() + " where epoch " + header.height() + " begins at "
                        + clock.timestamp(header.height()));
        inTime(header);
    }

    private void inTime(BlockHeader header) throws InvalidBlockException {
        Instant begins = clock.begin(header.height());
        Instant latest = clock.time().now().plus(DRIFT);
        if (begins.isAfter(latest)) {
            boolean absurd = header.height().number() > clock.now().number() + AHEAD
                    && begins.isAfter(latest.plusMillis(AHEAD * clock.epochMillis()));
            throw new InvalidBlockException(
                    absurd ? InvalidBlockException.Kind.BAD : InvalidBlockException.Kind.NOT_NOW,
                    "it is of epoch " + header.height() + ", which begins at " + begins + ", and it is "
                            + clock.time().now());
        }
    }

    private static io.fondaco.model.Cid roots(BlockMessage block) {
        try {
            return MessageRoots.write(new MemoryBlocks(), block.blsMessages(), block.secpMessages())
                    .cid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void require(boolean holds, String otherwise) throws InvalidBlockException {
        if (!holds) {
            throw InvalidBlockException.bad(otherwise);
        }
    }
}
