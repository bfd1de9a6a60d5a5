package io.fondaco.party.house.internal;

import io.fondaco.chain.Chain;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.model.Address;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.party.Newcomer;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One party for each configuration {@code io.fondaco.party-NAME}. Its wallet is made when it first comes in and remembered
 * by its name, its miner is asked of the chain, its network identity is kept in the key store. It comes in, as a service
 * registered by hand, once the chain has answered, however long that takes: a node may be the first of its network to start.
 */
@Component(
        service = Newcomer.class,
        immediate = true,
        configurationPid = "io.fondaco.party",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PartyComponent.Settings.class, factory = true)
public final class PartyComponent implements Newcomer {

    @ObjectClassDefinition(name = "Fondaco party", description = "A merchant in this house.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Name",
                description = "A small letter, then up to 31 small letters, digits or dashes.")
        String name();

        @AttributeDefinition(name = "Roles", description = "client, provider, producer; one or more.")
        String[] roles() default {"client"};

        @AttributeDefinition(
                name = "Wallet",
                description = "Address of a key in the key store; empty to have one made and remembered.")
        String wallet() default "";

        @AttributeDefinition(name = "Key type", description = "Of a wallet that is made: secp256k1 or bls.")
        String keyType() default "secp256k1";

        @AttributeDefinition(
                name = "Identity",
                description = "Kind of network keys that are made at the first start: ed25519, secp256k1 or rsa.")
        String identity() default "ed25519";

        @AttributeDefinition(
                name = "Listen",
                description = "Multiaddrs where others reach it; empty for where the network listens by default.")
        String[] listen() default {};
    }

    private static final Pattern NAME_FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final String COLLECTION = "party";
    private static final long SECONDS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(PartyComponent.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final BundleContext context;
    private final String name;
    private final Set<Role> roles;
    private final Address wallet;
    private final PeerKeyPair peer;
    private final List<Multiaddr> listen;
    private final Network network;
    private final Chain chain;
    private final SystemTime time;
    private final ExecutorService thread;
    private String waitsFor = "the chain to answer";
    private Host host;
    private ServiceRegistration<Party> service;
    private boolean closed;

    @Activate
    public PartyComponent(
            BundleContext context,
            Settings settings,
            @Reference KeyStore keys,
            @Reference Index index,
            @Reference Network network,
            @Reference Chain chain)
            throws InterruptedException {
        this.context = context;
        this.network = network;
        this.chain = chain;
        name = named(settings.name());
        roles = roles(settings);
        listen = listen(settings);
        wallet = wallet(settings, keys, index);
        peer = keys.peer(name, identity(settings));
        time = new SystemTime("party-" + name);
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "fondaco-party-" + name);
            made.setDaemon(true);
            return made;
        });
        thread.execute(this::arrive);
    }

    /** Step by step, each once the one before is answered; from the beginning again when one fails. */
    private void arrive() {
        says("the chain to give " + wallet + " an account");
        chain.welcome(wallet)
                .thenComposeAsync(balance -> miner(), thread)
                .thenComposeAsync(this::open, thread)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        failed(failure.getCause() == null ? failure : failure.getCause());
                    }
                });
    }

    private synchronized void failed(Throwable cause) {
        if (closed) {
            return;
        }
        LOG.warn("party {} is not in yet; it is tried again: {}", name, cause.getMessage());
        waitsFor = cause.getMessage();
        time.after(AGAIN, this::again);
    }

    private synchronized void again() {
        if (!closed) {
            thread.execute(this::arrive);
        }
    }

    private CompletionStage<Optional<Address>> miner() {
        if (roles.equals(Set.of(Role.CLIENT))) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        says("the chain to make its miner");
        return chain.minerFor(wallet, peer.peerId()).thenApply(Optional::of);
    }

    private CompletionStage<Void> open(Optional<Address> miner) {
        says("the network");
        Identity identity = Identity.of(peer.peerId(), peer.publicKey().toBytes(), peer::sign);
        return network.open(identity, listen).thenAcceptAsync(opened -> enter(miner, opened), thread);
    }

    private void enter(Optional<Address> miner, Host opened) {
        synchronized (this) {
            if (closed) {
                opened.close();
                return;
            }
            host = opened;
        }
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(Party.NAME, name));
        ServiceRegistration<Party> registered =
                context.registerService(Party.class, new Present(name, roles, wallet, miner, opened), properties);
        synchronized (this) {
            waitsFor = null;
            service = registered;
            if (!closed) {
                return;
            }
        }
        registered.unregister();
    }

    private synchronized void says(String now) {
        waitsFor = now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Optional<String> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    private static String named(String name) {
        if (name == null || !NAME_FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("io.fondaco.party: name must be a small letter, then up to 31 small"
                    + " letters, digits or dashes, not '" + name + "'");
        }
        return name;
    }

    private static Set<Role> roles(Settings settings) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String entry : settings.roles()) {
            // A plain cfg file gives one string, however many roles it names.
            for (String role : entry.split(",")) {
                try {
                    roles.add(Role.valueOf(role.trim().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException unknown) {
                    throw new IllegalArgumentException("io.fondaco.party-" + settings.name() + ": roles are client,"
                            + " provider and producer, not '" + role.trim() + "'");
                }
            }
        }
        return roles;
    }

    private static Kind identity(Settings settings) {
        return switch (settings.identity().trim().toLowerCase(Locale.ROOT)) {
            case "ed25519" -> Kind.ED25519;
            case "secp256k1" -> Kind.SECP256K1;
            case "rsa" -> Kind.RSA;
            default ->
                throw new IllegalArgumentException("io.fondaco.party-" + settings.name()
                        + ": identity is ed25519, secp256k1 or rsa, not '" + settings.identity() + "'");
        };
    }

    private static List<Multiaddr> listen(Settings settings) {
        List<Multiaddr> addresses = new ArrayList<>();
        for (String entry : settings.listen()) {
            for (String address : entry.split(",")) {
                if (!address.isBlank()) {
                    addresses.add(Multiaddr.parse(address.trim()));
                }
            }
        }
        return addresses;
    }

    private static Address wallet(Settings settings, KeyStore keys, Index index) throws InterruptedException {
        if (!settings.wallet().isBlank()) {
            Address address = Address.parse(settings.wallet().trim());
            keys.publicKey(address);
            return address;
        }
        Optional<IndexRow> known = index.get(COLLECTION, settings.name());
        if (known.isPresent()) {
            return Address.parse(known.get().facets().get("wallet"));
        }
        Address fresh = keys.create(KeyType.ofLotusName(settings.keyType().trim()));
        await(
                index.put(
                        new IndexRow(COLLECTION, settings.name(), 0, Map.of("wallet", fresh.toString()), new byte[0])),
                "the store");
        return fresh;
    }

    private static <T> T await(CompletionStage<T> answer, String whose) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(whose + " did not answer within " + SECONDS + " seconds", late);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(whose + ": " + failed.getCause().getMessage(), failed.getCause());
        }
    }

    @Deactivate
    public void close() {
        ServiceRegistration<Party> registered;
        Host opened;
        synchronized (this) {
            closed = true;
            registered = service;
            opened = host;
        }
        if (registered != null) {
            registered.unregister();
        }
        if (opened != null) {
            opened.close();
        }
        thread.shutdownNow();
        time.close();
    }

    /** A party that is in. */
    private record Present(String name, Set<Role> roles, Address wallet, Optional<Address> miner, Host host)
            implements Party {
        Present {
            roles = Set.copyOf(roles);
        }
    }
}
