package io.fondaco.chain.market.internal;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.market.MarketSettings;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives newcomers something to begin with, where nothing is at stake. The clerk's. */
final class Welcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Welcomes.class);

    private final ChainState chain;
    private final Funds funds;
    private final Mail mail;
    private final Arrivals arrivals;
    private final KeyStore keys;
    private final MarketSettings settings;

    Welcomes(ChainState chain, Funds funds, Mail mail, Arrivals arrivals, KeyStore keys, MarketSettings settings) {
        this.chain = chain;
        this.funds = funds;
        this.mail = mail;
        this.arrivals = arrivals;
        this.keys = keys;
        this.settings = settings;
    }

    CompletionStage<TokenAmount> welcome(Address account) {
        if (chain.exists(account)) {
            return CompletableFuture.completedFuture(funds.spendable(account));
        }
        if (!chain.policy().sealing().development()
                || settings.grant().isZero()
                || account.protocol() == Address.Protocol.ID) {
            LOG.info("{} is not on the chain yet: send it something and it is", account);
            return CompletableFuture.completedFuture(TokenAmount.ZERO);
        }
        Optional<Address> treasury = treasury();
        if (treasury.isEmpty()) {
            LOG.warn(
                    "nobody here can give {} to the newcomer {}: name an account whose key is in the key store as treasury"
                            + " in io.fondaco.chain.market.cfg, or send {} something from elsewhere",
                    settings.grant(),
                    account,
                    account);
            return CompletableFuture.completedFuture(TokenAmount.ZERO);
        }
        Outgoing grant = new Outgoing(
                treasury.get(), account, settings.grant(), 0, new byte[0], Optional.empty(), "welcome/" + account);
        return mail.send(grant)
                .thenCompose(cid -> arrivals.account(account, cid))
                .thenApply(there -> funds.spendable(account));
    }

    private Optional<Address> treasury() {
        if (settings.treasury().isPresent()) {
            return settings.treasury();
        }
        Set<Address> ours = new HashSet<>(keys.list());
        return chain.atHead(view -> ChainState.miners(view).stream()
                .flatMap(miner -> ChainState.key(view.tree(), miner.info().owner()).stream())
                .filter(ours::contains)
                .findFirst());
    }
}
