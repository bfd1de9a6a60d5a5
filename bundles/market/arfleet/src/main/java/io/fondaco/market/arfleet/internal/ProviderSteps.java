package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Tag;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Fault.Blame;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.provider.Keeping;
import io.fondaco.market.arfleet.internal.provider.KeepingEvent;
import io.fondaco.market.arfleet.internal.provider.KeepingSteps;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What providers of this house do by themselves: bind themselves to deals, and show what these ask for. */
final class ProviderSteps implements KeepingSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderSteps.class);
    private static final long PATIENCE = 30;

    private final Merchants merchants;
    private final Ground ground;
    private final Kept kept;
    private final Time time;
    private final Set<Prover> provers = ConcurrentHashMap.newKeySet();

    ProviderSteps(Merchants merchants, Ground ground, Kept kept, Time time) {
        this.merchants = merchants;
        this.ground = ground;
        this.kept = kept;
        this.time = time;
    }

    @Override
    public Registration hope(Keeping keeping, Waker<KeepingEvent> waker) throws Exception {
        if (merchants.named(keeping.party()).isEmpty()) {
            waker.fault(Fault.later(Blame.US, "party " + keeping.party() + " is away"));
            return Wake.NOTHING;
        }
        Account account = present(keeping).account();
        Runnable look = () -> account.look(keeping.process(), new Tag("Action", "GetState"))
                .thenAccept(said -> calledOff(said, waker))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.debug(
                                "deal {} was not looked at; its next message has it looked at",
                                keeping.process(),
                                failure);
                    }
                });
        Registration watch = ground.unit().watch(keeping.process(), outcome -> look.run());
        look.run();
        return watch;
    }

    private static void calledOff(JsonNode said, Waker<KeepingEvent> waker) {
        if (!said.path("Status").asText().equals("Created")) {
            waker.accept(
                    new KeepingEvent.Failed("the deal is " + said.path("Status").asText() + " before all chunks came"));
        }
    }

    @Override
    public Outcome<KeepingEvent> bind(Keeping keeping) throws Exception {
        if (!merchants.awaited(keeping.party())) {
            return Outcome.fault(Fault.later(Blame.US, "party " + keeping.party() + " is away"));
        }
        Merchant provider = present(keeping);
        Account account = provider.account();
        DealTerms deal = DealTerms.of(
                ground.unit().process(keeping.process()).orElseThrow().tags());
        JsonNode said = state(account, keeping);
        String status = said.path("Status").asText();
        if (status.equals("Activated")) {
            return Outcome.raise(new KeepingEvent.Activated());
        }
        if (!status.equals("Created")) {
            // Looking does not end it: what was paid in comes back once somebody says something to it.
            wait(account.send(keeping.process(), new Tag("Action", "Tick")));
            return Outcome.fault(Fault.end(Blame.PEER, "the deal is " + status));
        }
        if (!said.path("Accepted").asBoolean()) {
            String commitment =
                    HexFormat.of().formatHex(secrets(provider, keeping, deal).commitment());
            wait(account.sendOnce(
                    "accept " + keeping.process(),
                    keeping.process(),
                    new byte[0],
                    List.of(new Tag("Action", "Accept"), new Tag("Commitment", commitment))));
        }
        if (deal.collateral().signum() > 0) {
            Account.Answered paid = wait(account.payOnce(
                    "collateral " + keeping.process(), ground.there().token(), keeping.process(), deal.collateral()));
            Optional<String> refused = Account.refusal(paid);
            if (refused.isPresent()) {
                return Outcome.fault(Fault.ask(
                        Blame.OPERATOR,
                        "the collateral of " + deal.collateral() + " was not paid: " + refused.get() + "; "
                                + provider.name() + " (" + provider.address() + ") needs more of the token"));
            }
        }
        String now = state(account, keeping).path("Status").asText();
        return now.equals("Activated")
                ? Outcome.raise(new KeepingEvent.Activated())
                : Outcome.fault(Fault.again(Blame.PEER, "the deal is still " + now));
    }

    private static JsonNode state(Account account, Keeping keeping) throws Exception {
        return wait(account.look(keeping.process(), new Tag("Action", "GetState")));
    }

    private Merchant present(Keeping keeping) {
        return merchants
                .named(keeping.party())
                .orElseThrow(() -> new IllegalStateException("party " + keeping.party() + " is away"));
    }

    private static SecretChain secrets(Merchant provider, Keeping keeping, DealTerms deal) {
        return new SecretChain(provider.keys().secret("provider " + keeping.process()), deal.secrets());
    }

    @Override
    public Registration show(Keeping keeping, Waker<KeepingEvent> waker) throws Exception {
        if (merchants.named(keeping.party()).isEmpty()) {
            waker.fault(Fault.later(Blame.US, "party " + keeping.party() + " is away"));
            return Wake.NOTHING;
        }
        Merchant provider = present(keeping);
        ProcessInfo info = ground.unit()
                .process(keeping.process())
                .orElseThrow(() -> new IllegalStateException("the unit does not know process " + keeping.process()));
        DealTerms deal = DealTerms.of(info.tags());
        ReplicaFiles files = kept.files(keeping);
        ChunkTree tree = kept.tree(keeping);
        Prover prover = new Prover(
                provider.account(),
                time,
                keeping.process(),
                deal,
                tree,
                index -> files.get(index, 1),
                secrets(provider, keeping, deal),
                state -> waker.accept(new KeepingEvent.Over(state.path("Status").asText())));
        provers.add(prover);
        prover.start();
        return () -> {
            prover.close();
            provers.remove(prover);
        };
    }

    /** What is shown at the moment. */
    Set<Prover> provers() {
        return Set.copyOf(provers);
    }

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }
}
