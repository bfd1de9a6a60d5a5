package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.model.Epoch;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Sectors that are to end later than they were to. */
final class Extensions {
    /** However often it is extended, no sector gets older than five years: its seal may be forged by then. */
    private static final long MAX_LIFE_DAYS = 5 * 365;

    private Extensions() {}

    static byte[] extend(Runtime runtime, byte[] params) {
        MinerState state = runtime.state(MinerState.class);
        runtime.allow(state.info().get().controllers());
        List<MinerParams.Extension> all = MinerParams.EXTENSIONS.params(params);
        Addressed.check(
                all.size(), all.stream().mapToLong(e -> e.sectors().count()).sum());
        Policy.Proving policy = runtime.policy().proving();
        Effects effects = new Effects();
        for (MinerParams.Extension extension : all) {
            long index = extension.deadline();
            Deadline deadline = state.deadline(index, runtime.store());
            Abort.unlessArgument(
                    deadline.partition(extension.partition()).live().containsAll(extension.sectors()),
                    "sectors " + extension.sectors() + " are not all live in partition " + extension.partition()
                            + " of deadline " + index);
            List<SectorInfo> before = Sectors.infos(state.sectors().proven(), extension.sectors());
            List<SectorInfo> after = new ArrayList<>(before.size());
            before.forEach(sector -> after.add(extended(runtime, sector, extension.expiration())));
            effects.power(deadline.replace(extension.partition(), before, after, state.ground(index, policy)));
            Sectors sectors = state.sectors();
            for (SectorInfo sector : after) {
                sectors = sectors.withProven(sectors.proven().with(sector.number(), sector));
            }
            state = state.with(index, deadline).with(sectors);
        }
        runtime.put(state);
        effects.settle(runtime);
        return Codec.NOTHING;
    }

    private static SectorInfo extended(Runtime runtime, SectorInfo sector, Epoch expiration) {
        Policy policy = runtime.policy();
        Epoch now = runtime.epoch();
        long life = expiration.since(sector.activation());
        Abort.unlessArgument(
                !expiration.isBefore(sector.expiration()),
                "sector " + sector.number() + " ends at " + sector.expiration() + ", not earlier, at " + expiration);
        Abort.unlessArgument(
                sector.expiration().isAfter(now), "sector " + sector.number() + " ended at " + sector.expiration());
        Abort.unlessArgument(
                expiration.since(now) <= policy.sealing().maxLife(),
                "sector " + sector.number() + " would end at " + expiration + ": no later than "
                        + now.plus(policy.sealing().maxLife()));
        Abort.unlessArgument(
                life >= policy.sealing().minLife() && life <= MAX_LIFE_DAYS * policy.epochsInDay(),
                "sector " + sector.number() + " would live for " + life + " epochs");
        return sector.until(
                expiration, left(sector, sector.dealWeight(), now), left(sector, sector.verifiedWeight(), now));
    }

    /** What of the weight of deals lies ahead. */
    private static BigInteger left(SectorInfo sector, BigInteger weight, Epoch now) {
        return weight.multiply(BigInteger.valueOf(sector.expiration().since(now)))
                .divide(BigInteger.valueOf(sector.expiration().since(sector.activation())));
    }
}
