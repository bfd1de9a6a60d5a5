package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Window PoSts: taken unseen unless faulty sectors recover by them, and disputed afterwards. */
final class Posts {
    private static final int MAX_PARTITIONS = 10;

    private Posts() {}

    static byte[] submit(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        MinerParams.WindowPost post = MinerParams.WindowPost.CODEC.params(params);
        Policy.Proving policy = runtime.policy().proving();
        DeadlineInfo info = state.open(runtime.epoch(), policy);
        check(runtime, state, info, post);
        Deadline deadline = state.deadline(info.index(), runtime.store());
        Partition.Ground ground = state.ground(info.index(), policy);
        Effects effects = new Effects();
        PowerPair recovered = PowerPair.ZERO;
        BitField proven = BitField.EMPTY;
        BitField all = BitField.EMPTY;
        BitField ignored = BitField.EMPTY;
        for (MinerParams.Proven claimed : post.partitions()) {
            long index = claimed.index();
            Abort.unlessArgument(
                    !deadline.posted.contains(index) && !proven.contains(index),
                    "partition " + index + " is proven already");
            effects.power(deadline.fault(index, claimed.skipped(), info.last().plus(policy.faultMaxAge()), ground));
            Partition partition = deadline.partition(index);
            PowerPair back = partition.recover(ground);
            effects.power(back.plus(partition.activate()));
            recovered = recovered.plus(back);
            deadline.put(index, partition);
            deadline.faultyPower = deadline.faultyPower.minus(back);
            proven = proven.union(BitField.of(index));
            all = all.union(partition.sectors);
            ignored = ignored.union(partition.faults).union(partition.terminated);
        }
        Abort.unlessArgument(!ignored.containsAll(all), "partitions " + proven + " have no sector to prove");
        deadline.posted = deadline.posted.union(proven);
        if (recovered.isZero()) {
            deadline.posts = deadline.posts.with(deadline.posts.count(), new Deadline.Post(proven, post.proofs()));
        } else {
            Abort.unlessArgument(
                    holds(runtime, state.sectors().proven(), all, ignored, post.proofs(), info.challenge()),
                    "the proof does not hold");
        }
        runtime.put(state.with(info.index(), deadline));
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    private static void check(Runtime runtime, MinerState state, DeadlineInfo info, MinerParams.WindowPost post) {
        ProofType type = state.info().get().type();
        Abort.unlessArgument(
                post.deadline() == info.index(), "deadline " + post.deadline() + ": open is " + info.index());
        Abort.unlessArgument(
                !post.partitions().isEmpty() && post.partitions().size() <= MAX_PARTITIONS,
                post.partitions().size() + " partitions: 1 to " + MAX_PARTITIONS + " are allowed");
        Abort.unlessArgument(post.proofs().size() == 1, post.proofs().size() + " proofs: it takes one");
        Syscalls.PostProof proof = post.proofs().get(0);
        Abort.unlessArgument(
                proof.type() == type.windowPost(),
                "a proof of type " + proof.type() + ": it takes " + type.windowPost());
        int sectors = (int) type.partitionSectors() * post.partitions().size();
        type.windowPostTrouble(proof.proof(), sectors, runtime.policy().sealing())
                .ifPresent(trouble -> Abort.unlessArgument(false, trouble));
        Epoch commit = post.commitEpoch();
        Abort.unlessArgument(
                !commit.isBefore(info.challenge()) && commit.isBefore(runtime.epoch()),
                "made on a chain of epoch " + commit + ": it is known from " + info.challenge() + " on, and now is "
                        + runtime.epoch());
        Abort.unlessArgument(
                Arrays.equals(
                        post.commitRandomness(),
                        runtime.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0])),
                "made on another chain, which forked before " + commit);
    }

    /** Whether a proof holds for sectors. */
    private static boolean holds(
            Runtime runtime,
            StateArray<SectorInfo> sectors,
            BitField all,
            BitField ignored,
            List<Syscalls.PostProof> proofs,
            Epoch challenge) {
        List<Syscalls.Challenged> challenged = challenged(sectors, all, ignored);
        return runtime.verifyWindowPost(new Syscalls.WindowPost(
                runtime.randomness(RandomnessTag.WINDOW_POST, challenge, Codec.ADDRESS.encode(runtime.receiver())),
                proofs,
                challenged,
                runtime.receiver().idNumber()));
    }

    /** Sectors of partitions by number; the first that is to be proven stands in for those that are not. */
    static List<Syscalls.Challenged> challenged(StateArray<SectorInfo> sectors, BitField all, BitField ignored) {
        long standIn = all.minus(ignored).first().orElseThrow();
        List<Syscalls.Challenged> challenged = new ArrayList<>();
        all.stream().forEach(number -> {
            SectorInfo info = sectors.get(ignored.contains(number) ? standIn : number)
                    .orElseThrow(() -> new StateException("sector " + number + " is not there"));
            challenged.add(new Syscalls.Challenged(info.sealProof(), info.number(), info.sealedCid()));
        });
        return challenged;
    }

    static byte[] dispute(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        MinerParams.Dispute dispute = MinerParams.Dispute.CODEC.params(params);
        Economics economics = Commits.economics(runtime);
        MinerState state = runtime.state(MinerState.class);
        Policy.Proving policy = runtime.policy().proving();
        long index = dispute.deadline();
        Deadline deadline = state.deadline(index, runtime.store());
        DeadlineInfo next = DeadlineInfo.next(index, runtime.epoch(), state.periodStart(), policy);
        Abort.unless(
                next.disputable(runtime.epoch()),
                ExitCode.USR_FORBIDDEN,
                "proofs of deadline " + index + " cannot be disputed at " + runtime.epoch());
        Deadline.Post post = deadline.postsSnapshot
                .get(dispute.index())
                .orElseThrow(() -> new Abort(
                        ExitCode.USR_ILLEGAL_ARGUMENT, "deadline " + index + " has no proof " + dispute.index()));
        BitField all = BitField.EMPTY;
        BitField ignored = BitField.EMPTY;
        PowerPair power = PowerPair.ZERO;
        Effects effects = new Effects();
        Partition.Ground ground = state.ground(index, policy);
        Epoch latest = next.last().plus(policy.faultMaxAge());
        for (long at : post.partitions().stream().toArray()) {
            Partition then = deadline.partitionsSnapshot.get(at).orElseThrow();
            all = all.union(then.sectors);
            ignored = ignored.union(then.faults).union(then.terminated);
            power = power.plus(then.activePower());
            effects.power(deadline.fault(at, then.active(), latest, ground));
        }
        Epoch challenge = next.challenge().minus(policy.period());
        Abort.unlessArgument(
                !holds(runtime, deadline.sectorsSnapshot, all, ignored, post.proofs(), challenge), "the proof holds");
        deadline.postsSnapshot = deadline.postsSnapshot.without(dispute.index());
        Funds.Paid paid = state.funds()
                .owing(economics.disputed(power.adjusted()))
                .payWhatItCan(runtime.epoch(), runtime.balance());
        runtime.put(state.with(index, deadline).with(paid.funds()));
        Faults.reward(runtime, effects, paid, Economics.DISPUTE_REWARD);
        return Codec.NOTHING;
    }
}
