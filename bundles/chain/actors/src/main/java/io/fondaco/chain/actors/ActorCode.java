package io.fondaco.chain.actors;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of actors, by the code CIDs of actors v8: the name itself as an identity hash. */
public enum ActorCode {
    SYSTEM("system"),
    INIT("init"),
    CRON("cron"),
    ACCOUNT("account"),
    STORAGE_POWER("storagepower"),
    STORAGE_MINER("storageminer"),
    STORAGE_MARKET("storagemarket"),
    PAYMENT_CHANNEL("paymentchannel"),
    MULTISIG("multisig"),
    REWARD("reward"),
    VERIFIED_REGISTRY("verifiedregistry");

    private static final Map<Cid, ActorCode> BY_CID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ActorCode::cid, Function.identity()));

    private final Cid cid;

    ActorCode(String name) {
        this.cid = Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, ("fil/8/" + name).getBytes(UTF_8)));
    }

    /** What stands for the code in the state tree. */
    public Cid cid() {
        return cid;
    }

    /** The kind with this code CID, if it is one of actors v8. */
    public static Optional<ActorCode> of(Cid cid) {
        return Optional.ofNullable(BY_CID.get(cid));
    }

    /** Whether actors of this kind may act on behalf of people: accounts and multisigs. */
    public boolean signs() {
        return this == ACCOUNT || this == MULTISIG;
    }
}
