package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.testing.kit.HandCrankedTime;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * Deals that begin evenly over a minute, and run on a unit with both sides' watching, on a clock that is turned by hand: one
 * deal's period begins, and everything it leads to is over, before the next deal's, as if time were real and the machine
 * not busy.
 */
public final class BenchFleet implements AutoCloseable {
    /** How many are set up at once; what a busy unit does together it does cheaper, so this is for setting up only. */
    private static final int TOGETHER = 64;

    private static final int PROVIDERS = 10;

    private final AoUnit unit;
    private final HandCrankedTime time;
    private final BenchReplica replica;
    private final int draws;
    private final Account bank;
    private final Account client;
    private final List<Account> providers = new ArrayList<>();
    private final List<Running> deals = new ArrayList<>();
    private String token;
    private String module;
    private int minutes;

    /** A deal and who looks after it. */
    private record Running(
            String deal, DealTerms terms, Account provider, SecretChain stirs, SecretChain secrets, Watching[] both) {}

    public BenchFleet(AoUnit unit, HandCrankedTime time, int leaves, int draws) {
        this.unit = unit;
        this.time = time;
        this.replica = new BenchReplica(leaves);
        this.draws = draws;
        this.bank = account(2);
        this.client = account(3);
        for (int i = 0; i < PROVIDERS; i++) {
            providers.add(account(10 + i));
        }
    }

    private Account account(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return new Account(unit, Signer.ed25519(bytes));
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletionStage<Void> settled(CompletionStage<Account.Answered> sent) {
        return sent.thenCompose(answered -> unit.settled(answered.result().process(), answered.message()));
    }

    /** Has deals agreed and paid for, and running. @param count even, a divisor of 60,000, at most 1,000 */
    public void open(int count) {
        token = get(
                bank.spawn(get(bank.install(Programs.TOKEN.code())), List.of(new Tag("Supply", "1000000000000000"))));
        module = get(bank.install(Programs.DEAL.code()));
        BigInteger much = BigInteger.valueOf(1_000_000_000_000L);
        get(settled(bank.pay(token, client.address(), much)));
        providers.forEach(provider -> get(settled(bank.pay(token, provider.address(), much))));
        together(count, this::agreed).forEach(deals::add);
        for (Running deal : deals) {
            time.turn(step());
            get(settled(deal.provider().pay(token, deal.deal(), deal.terms().collateral())));
            for (Watching each : deal.both()) {
                each.start();
                get(each.quiet());
            }
        }
    }

    private static <T> List<T> together(int count, IntFunction<CompletionStage<T>> making) {
        List<T> made = new ArrayList<>();
        for (int from = 0; from < count; from += TOGETHER) {
            List<CompletableFuture<T>> group = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + TOGETHER); i++) {
                group.add(making.apply(i).toCompletableFuture());
            }
            group.forEach(one -> made.add(get(one)));
        }
        return made;
    }

    private CompletionStage<Running> agreed(int number) {
        Account provider = providers.get(number % PROVIDERS);
        byte[] seed = {(byte) number, (byte) (number >> 8), 1};
        SecretChain stirs = new SecretChain(seed, DealTerms.secrets(BenchReplica.PERIODS));
        DealTerms terms = replica.terms(
                client.address(),
                provider.address(),
                token,
                draws,
                time.now().toEpochMilli() + 2 * BenchReplica.EVERY,
                stirs);
        seed[2] = 2;
        SecretChain secrets = new SecretChain(seed, terms.secrets());
        Tag commitment = new Tag("Commitment", HexFormat.of().formatHex(secrets.commitment()));
        return client.spawn(module, terms.tags()).thenCompose(deal -> settled(client.pay(token, deal, terms.reward()))
                .thenCompose(paid -> provider.send(deal, new Tag("Action", "Accept"), commitment))
                .thenApply(accepted -> running(deal, terms, provider, stirs, secrets)));
    }

    private Running running(String deal, DealTerms terms, Account provider, SecretChain stirs, SecretChain secrets) {
        Prover prover = new Prover(provider, time, deal, terms, replica.tree, replica::chunk, secrets, state -> {});
        Warden warden = new Warden(client, time, deal, terms, stirs, state -> {}, state -> {});
        return new Running(deal, terms, provider, stirs, secrets, new Watching[] {warden, prover});
    }

    /** The deals that run. */
    public int size() {
        return deals.size();
    }

    private Duration step() {
        return Duration.ofMillis(BenchReplica.EVERY / deals.size());
    }

    /** Lets a minute pass: a period of every deal begins, and the time of another one is up. */
    public void minute() {
        int count = deals.size();
        for (int i = 0; i < count; i++) {
            time.turn(step());
            // The one whose period begins, the one before, whose provider let its client go first, and the one whose
            // time
            // for its answer was up a millisecond after the last step.
            quiet(i);
            quiet((i + count - 1) % count);
            quiet((i + count / 2 + count - 1) % count);
        }
        minutes++;
    }

    private void quiet(int deal) {
        for (Watching each : deals.get(deal).both()) {
            get(each.quiet());
        }
    }

    /** Sends messages that do nothing to one deal, so many at once. */
    public void ticks(int count) {
        Account stranger = account(4);
        String deal = deals.get(0).deal();
        together(count, i -> stranger.send(deal, new Tag("Action", "Tick")));
    }

    /** @throws IllegalStateException when not every deal has passed every period */
    public void check() {
        // The last provider has let its client go first; the first deal's next period does not begin.
        time.turn(step().minusMillis(1));
        quiet(deals.size() - 1);
        for (Running deal : deals) {
            JsonNode state = get(client.look(deal.deal(), new Tag("Action", "GetState")));
            if (state.path("Passes").asInt() != minutes || state.path("Misses").asInt() != 0) {
                throw new IllegalStateException("after " + minutes + " minutes a deal is " + state);
            }
        }
    }

    @Override
    public void close() {
        deals.forEach(deal -> {
            for (Watching each : deal.both()) {
                each.close();
            }
        });
    }
}
