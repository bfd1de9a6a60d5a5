package io.fondaco.chain;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** The chain as a party sees it. Reads answer for the current head. */
@ConsumerType
public interface Chain {

    /** The rules in force, and the chain's name. */
    ChainPolicy policy();

    Epoch head();

    /** When an epoch begins, or will. */
    Instant timeOf(Epoch epoch);

    /** What an account can spend; zero when it is unknown. */
    TokenAmount balance(Address account);

    /**
     * Makes an account known. On a network that gives newcomers something to begin with, gives it, once. Completes with
     * what the account can spend.
     */
    CompletionStage<TokenAmount> welcome(Address account);

    /** A storage miner by its id address. */
    Optional<MinerInfo> miner(Address miner);

    /**
     * Makes sure an owner has a miner that answers at this peer id, and completes with its address: the same one every
     * time.
     */
    CompletionStage<Address> minerFor(Address owner, PeerId peerId);

    /**
     * Tells once what became of a message, now or when it is settled; also when it was settled long ago.
     */
    Registration follow(Cid message, Consumer<Receipt> then);
}
