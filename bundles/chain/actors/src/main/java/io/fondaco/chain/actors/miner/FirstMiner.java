package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateLink;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A miner as genesis has it: with sectors that were proven before the chain began.
 *
 * @param power of its sectors
 * @param call when it asks to be called first
 */
public record FirstMiner(MinerState state, PowerPair power, PowerParams.Enroll call) {
    /** What the pledge depends on. @param baseline bytes; {@code circulating} attoFIL */
    public record Network(Estimate reward, Estimate power, BigInteger baseline, TokenAmount circulating) {}

    /** Nothing happens at the epoch of genesis itself; the first one that is applied comes after it. */
    private static final Epoch GENESIS = Epoch.of(0);

    /** @param owner its ID address, as {@code worker}'s */
    public static FirstMiner of(
            Address id,
            Address owner,
            Address worker,
            Genesis.Miner miner,
            Network network,
            Policy policy,
            BlockStore store) {
        MinerInfo info = new MinerInfo(
                owner, worker, List.of(), null, miner.peer(), List.of(), miner.type(), Epoch.of(-1), null);
        Policy.Proving proving = policy.proving();
        Epoch any = Epoch.of(Accounts.offset(id, GENESIS, proving.period()));
        MinerState empty = MinerState.first(store, info, DeadlineInfo.at(GENESIS, any, proving));
        Economics economics = new Economics(network.reward(), network.power(), policy.epochsInDay());
        List<SectorInfo> infos = new ArrayList<>();
        StateArray<SectorInfo> proven = empty.sectors().proven();
        TokenAmount pledge = TokenAmount.ZERO;
        for (int number = 0; number < miner.sectors(); number++) {
            Cid sealed =
                    miner.type().none() ? nothing(id, number) : miner.sealed().get(number);
            SectorInfo sector = sector(number, sealed, miner.type(), economics, network, policy);
            infos.add(sector);
            proven = proven.with(number, sector);
            pledge = pledge.plus(sector.pledge());
        }
        Sectors sectors = new Sectors(
                empty.sectors().preCommitted(),
                empty.sectors().cleanUp(),
                StateLink.of(store, BitFields.CODEC, BitField.run(0, miner.sectors())),
                proven);
        MinerState state = Assignment.assign(
                empty.with(sectors).with(empty.funds().pledge(pledge)), infos, GENESIS, proving, store);
        PowerPair power = PowerPair.ZERO;
        for (long i = 0; i < proving.deadlines(); i++) {
            Deadline deadline = state.deadline(i, store);
            if (deadline.live > 0) {
                for (long at = 0; at < deadline.partitions.count(); at++) {
                    Partition partition = deadline.partition(at);
                    power = power.plus(partition.activate());
                    deadline.put(at, partition);
                }
                state = state.with(i, deadline);
            }
        }
        DeadlineInfo first = state.open(GENESIS.plus(1), proving);
        return new FirstMiner(
                state.at(first).withCron(true),
                power,
                new PowerParams.Enroll(first.last(), MinerCron.PROVING_DEADLINE));
    }

    private static SectorInfo sector(
            int number, Cid sealed, ProofType type, Economics economics, Network network, Policy policy) {
        BigInteger bytes = BigInteger.valueOf(type.sectorSize());
        return new SectorInfo(
                number,
                type.seal(),
                sealed,
                List.of(),
                GENESIS,
                GENESIS.plus(policy.sealing().maxLife()),
                BigInteger.ZERO,
                BigInteger.ZERO,
                economics.pledge(bytes, network.baseline(), network.circulating()),
                economics.dayReward(bytes),
                economics.storagePledge(bytes));
    }

    /** Nothing is sealed in sectors of the kind none; the commitment only tells them apart. */
    private static Cid nothing(Address miner, int number) {
        byte[] address = miner.toBytes();
        byte[] digest = Multihash.sha256(ByteBuffer.allocate(address.length + Integer.BYTES)
                        .put(address)
                        .putInt(number)
                        .array())
                .digest();
        // Below the modulus of the field, as commitments are.
        digest[31] &= 0x3f;
        return Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, digest));
    }
}
