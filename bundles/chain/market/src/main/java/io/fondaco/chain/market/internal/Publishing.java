package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.CollateralBounds;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.market.MarketActor;
import io.fondaco.chain.actors.market.MarketParams;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.actors.reward.RewardState;
import io.fondaco.chain.message.Message;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Gets proposals onto the chain, and says what ids they got. */
final class Publishing {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final ChainState chain;
    private final MessagePool pool;
    private final Mail mail;

    Publishing(ChainState chain, MessagePool pool, Mail mail) {
        this.chain = chain;
        this.pool = pool;
        this.mail = mail;
    }

    /** A message for each deal: whoever gathers several into one puts them together here. The clerk's. */
    CompletionStage<Cid> publish(Address worker, byte[] clientDealProposal) {
        ClientDealProposal signed;
        try {
            signed = ClientDealProposal.parse(clientDealProposal);
        } catch (DecodeException malformed) {
            throw new ChainException(Reason.REFUSED, "not a proposal: " + malformed.getMessage());
        }
        return mail.send(Outgoing.call(
                worker,
                Singletons.STORAGE_MARKET,
                TokenAmount.ZERO,
                MarketActor.PUBLISH_STORAGE_DEALS,
                new PublishDealsParams(List.of(signed)).toBytes(),
                "publish/" + signed.proposalCid()));
    }

    OptionalLong dealId(Receipt published, Cid proposal) {
        if (!published.ok()) {
            return OptionalLong.empty();
        }
        Message message = chain.node()
                .find(published.message())
                .map(Included::message)
                .or(() -> pool.find(published.message()).map(signed -> signed.message()))
                .orElseThrow(() -> {
                    chain.checkClock();
                    return new ChainException(
                            Reason.UNKNOWN, "message " + published.message() + " is not on the chain any more");
                });
        if (message.method() != MarketActor.PUBLISH_STORAGE_DEALS
                || !chain.id(message.to()).equals(Optional.of(Singletons.STORAGE_MARKET))) {
            return OptionalLong.empty();
        }
        try {
            List<ClientDealProposal> deals =
                    PublishDealsParams.parse(message.params()).deals();
            MarketParams.Published given = MarketParams.Published.CODEC.decode(published.returned());
            int rank = 0;
            for (int place = 0; place < deals.size(); place++) {
                if (given.accepted().contains(place)) {
                    if (deals.get(place).proposalCid().equals(proposal)) {
                        return OptionalLong.of(given.ids().get(rank));
                    }
                    rank++;
                }
            }
            return OptionalLong.empty();
        } catch (DecodeException | IndexOutOfBoundsException malformed) {
            throw new ChainException(
                    Reason.UNAVAILABLE,
                    "message " + published.message() + " published deals and its receipt does not say which: "
                            + malformed.getMessage());
        }
    }

    /**
     * A hundredth of what circulates for the piece's share of the network's power, as the actor has it, and a tenth more:
     * both move between an offer and its publishing.
     */
    CollateralBounds collateral(long padded) {
        return chain.atHead(view -> {
            BigInteger raw = view.tree()
                    .state(Singletons.STORAGE_POWER, PowerState.class)
                    .map(power -> power.current(view.policy().power()).raw())
                    .orElse(BigInteger.ZERO);
            BigInteger baseline = view.tree()
                    .state(Singletons.REWARD, RewardState.class)
                    .map(RewardState::baselinePower)
                    .orElse(BigInteger.ZERO);
            BigInteger piece = BigInteger.valueOf(padded);
            BigInteger circulating =
                    Machine.circulating(view.tree(), view.policy()).atto();
            BigInteger least = circulating
                    .multiply(piece)
                    .divide(HUNDRED.multiply(raw.max(baseline).max(piece)));
            return new CollateralBounds(
                    TokenAmount.atto(least).times(11).dividedBy(10),
                    view.policy().rewards().supply());
        });
    }
}
