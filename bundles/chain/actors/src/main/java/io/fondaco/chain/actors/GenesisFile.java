package io.fondaco.chain.actors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The file all nodes of a network begin with: the same bytes give every one of them the same genesis block.
 *
 * <p>JSON with {@code network}, {@code timestamp} (ISO 8601, whole seconds), {@code policy} ({@code profile} devnet or
 * mainnet, and numbers that differ from it), {@code beaconSeed} (hexadecimal), {@code accounts} ({@code address},
 * {@code balance} such as {@code "1000 FIL"}) and {@code miners} ({@code owner}, {@code worker}, {@code peer},
 * {@code sectorSize} in bytes, and {@code sealed}, the commitment of each sector by number; or {@code sectors}, how many,
 * where they are of the kind none). Which kind they are of the policy's {@code proofs} say, {@code vanilla} or {@code none};
 * files that were written when there was no other kind do not say it and mean none. Fields it does not know are refused.
 *
 * @param beaconSeed what the network's randomness is drawn from, {@value #MIN_SEED} to {@value #MAX_SEED} bytes
 */
public record GenesisFile(Genesis genesis, byte[] beaconSeed) {
    /** Least bytes of a beacon's seed. */
    public static final int MIN_SEED = 16;
    /** Most bytes of a beacon's seed. */
    public static final int MAX_SEED = 1024;
    /** Most sectors a miner of genesis has; more are committed on the chain. */
    public static final int MAX_SECTORS = 100_000;

    private static final TokenAmount DEVNET_FUNDS = TokenAmount.fil("100000000");
    /**
     * A fraction of what Filecoin pays: deposits are measured by rewards to come, of which each of a few sectors has a large
     * share, and newcomers have to afford them. Both come to 43 FIL for the first sector after those of one miner.
     */
    private static final TokenAmount DEVNET_REWARD = TokenAmount.fil("0.009");

    private static final TokenAmount UNPROVEN_REWARD = TokenAmount.fil("0.036");
    private static final int UNPROVEN_SECTORS = 4;
    private static final ProofType UNPROVEN_TYPE = ProofType.unproven(32L << 30);
    private static final int PROPAGATION_SHARE = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws GenesisFileException for a seed that is too short or too long */
    public GenesisFile {
        Objects.requireNonNull(genesis, "genesis");
        if (beaconSeed.length < MIN_SEED || beaconSeed.length > MAX_SEED) {
            throw new GenesisFileException("$.beaconSeed", seed() + " is expected, not " + beaconSeed.length);
        }
        beaconSeed = beaconSeed.clone();
    }

    /**
     * Reads a file and makes sure that a network can begin with it.
     *
     * @throws GenesisFileException naming the path, and what is expected there
     */
    public static GenesisFile parse(byte[] json) {
        GenesisFields file =
                GenesisFields.of(json, "network", "timestamp", "policy", "beaconSeed", "accounts", "miners");
        String network = file.text(
                "network", "a name of small letters, digits and hyphens, at most 63", GenesisFile::networkName);
        Instant timestamp = file.text(
                "timestamp", "a time of whole seconds such as \"2026-01-01T00:00:00Z\"", GenesisFile::timestamp);
        Policy policy = PolicyFields.read(file.object("policy", PolicyFields.known()));
        byte[] beaconSeed = file.text("beaconSeed", seed() + " in hexadecimal", GenesisFile::seed);
        List<Genesis.Account> accounts = file.list("accounts", "address", "balance").stream()
                .map(GenesisFile::account)
                .toList();
        List<Genesis.Miner> miners = new ArrayList<>();
        if (file.has("miners")) {
            file.list("miners", "owner", "worker", "peer", "sectors", "sectorSize", "sealed")
                    .forEach(miner -> miners.add(miner(miner, policy)));
        }
        try {
            Genesis genesis = new Genesis(network, timestamp, policy, accounts, miners);
            // Whether owners can pay their pledges shows when it is built.
            genesis.build(StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(1)));
            return new GenesisFile(genesis, beaconSeed);
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException("$", e.getMessage(), e);
        }
    }

    private static String networkName(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("it also names the network's topics");
        }
        return name;
    }

    private static Instant timestamp(String text) {
        Instant at = Instant.parse(text);
        if (at.getNano() != 0 || at.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("block headers count whole seconds since 1970");
        }
        return at;
    }

    private static String seed() {
        return MIN_SEED + " to " + MAX_SEED + " bytes";
    }

    private static byte[] seed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length < MIN_SEED || bytes.length > MAX_SEED) {
            throw new IllegalArgumentException("it has " + bytes.length);
        }
        return bytes;
    }

    private static Genesis.Account account(GenesisFields of) {
        Address key = key(of, "address");
        TokenAmount balance = of.text("balance", "an amount such as \"1000 FIL\"", text -> {
            TokenAmount amount = TokenAmount.parse(text);
            if (amount.isNegative()) {
                throw new IllegalArgumentException("it is less than nothing");
            }
            return amount;
        });
        return new Genesis.Account(key, balance);
    }

    private static Genesis.Miner miner(GenesisFields of, Policy policy) {
        Address owner = key(of, "owner");
        Address worker = of.text("worker", "a BLS key's address (f3...)", text -> {
            Address address = Address.parse(text);
            if (address.protocol() != Address.Protocol.BLS) {
                throw new IllegalArgumentException("blocks are signed with a BLS key");
            }
            return address;
        });
        byte[] peer = of.optionalText(
                        "peer",
                        "a peer id such as \"12D3Koo...\", or \"\" for none",
                        text -> text.isEmpty()
                                ? new byte[0]
                                : PeerId.parse(text).toBytes())
                .orElse(new byte[0]);
        long size = of.number("sectorSize", 1, Long.MAX_VALUE);
        ProofType type;
        try {
            type = ProofType.usual(size, policy.sealing());
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException(
                    of.path() + ".sectorSize",
                    "2048, 8388608, 536870912, 34359738368 or 68719476736 bytes are expected, not " + size,
                    e);
        }
        if (type.none()) {
            return new Genesis.Miner(owner, worker, peer, (int) of.number("sectors", 0, MAX_SECTORS), type);
        }
        List<Cid> sealed = of.texts("sealed", "the commitment of a sealed sector (bagboea4b5ab...)", text -> {
            Cid cid = Cid.parse(text);
            if (!SectorInfo.isSealed(cid)) {
                throw new IllegalArgumentException("it is another CID");
            }
            return cid;
        });
        if (sealed.size() > MAX_SECTORS) {
            throw new GenesisFileException(
                    of.path() + ".sealed", MAX_SECTORS + " sectors are the most, not " + sealed.size());
        }
        return new Genesis.Miner(owner, worker, peer, sealed.size(), type, sealed);
    }

    private static Address key(GenesisFields of, String field) {
        return of.text(field, "a key's address (f1... or f3...)", text -> {
            Address address = Address.parse(text);
            if (address.protocol() != Address.Protocol.BLS && address.protocol() != Address.Protocol.SECP256K1) {
                throw new IllegalArgumentException("only keys have accounts at genesis");
            }
            return address;
        });
    }

    /** Seals the sectors a miner begins with, as {@link FirstSectors#seal} does. */
    @ConsumerType
    @FunctionalInterface
    public interface Sealer {
        /** @param id the miner's ID address */
        Genesis.Miner seal(Genesis.Miner miner, Address id) throws IOException;
    }

    /**
     * The usual network for development: one whose proofs are of the kind vanilla. Each producer begins with 100,000,000 FIL
     * and a miner, which it owns and works for. No sector is larger than those of genesis: one would outweigh them all, and
     * nobody could afford its deposit.
     *
     * @param begin when epoch 0 begins, whole seconds; asked once all sectors are sealed
     * @param epochMillis length of an epoch; blocks are waited for during a fifth of it
     * @param producers BLS keys' addresses, one a node
     * @param sectorSize bytes: 2 KiB, 8 MiB or 512 MiB
     * @throws GenesisFileException if it cannot be, as for more than 20 producers
     */
    public static GenesisFile devnet(
            String network,
            Supplier<Instant> begin,
            long epochMillis,
            List<Address> producers,
            byte[] seed,
            long sectorSize,
            Sealer sealer)
            throws IOException {
        Set<Long> sizes = Policy.DEVNET.sealing().sizes().stream()
                .filter(size -> size <= sectorSize)
                .collect(Collectors.toSet());
        if (!sizes.contains(sectorSize)) {
            throw new GenesisFileException(
                    "$.miners", "sectors of 2048, 8388608 or 536870912 bytes are expected, not of " + sectorSize);
        }
        try {
            Policy policy = Policy.DEVNET.with(Policy.DEVNET.sealing().of(sizes));
            List<Genesis.Account> accounts = accounts(producers);
            List<Genesis.Miner> empty = new ArrayList<>();
            producers.forEach(
                    key -> empty.add(new Genesis.Miner(key, key, new byte[0], 0, ProofType.vanilla(sectorSize))));
            // What cannot be is found before anything is sealed.
            new Genesis(network, Instant.EPOCH, developed(policy, epochMillis, DEVNET_REWARD), accounts, empty);
            List<Address> ids = Genesis.addresses(accounts, empty);
            List<Genesis.Miner> miners = new ArrayList<>();
            for (int i = 0; i < empty.size(); i++) {
                miners.add(sealer.seal(empty.get(i), ids.get(i)));
            }
            return new GenesisFile(
                    new Genesis(network, begin.get(), developed(policy, epochMillis, DEVNET_REWARD), accounts, miners),
                    seed);
        } catch (GenesisFileException known) {
            throw known;
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException("$", e.getMessage(), e);
        }
    }

    /**
     * As {@link #devnet}, with miners of 4 sectors of 32 GiB of the kind none: nothing is sealed, and nobody can check that
     * anything is there.
     */
    public static GenesisFile unproven(
            String network, Instant at, long epochMillis, List<Address> producers, byte[] seed) {
        try {
            return new GenesisFile(
                    new Genesis(
                            network,
                            at,
                            developed(Policy.DEVNET_UNPROVEN, epochMillis, UNPROVEN_REWARD),
                            accounts(producers),
                            producers.stream()
                                    .map(key ->
                                            new Genesis.Miner(key, key, new byte[0], UNPROVEN_SECTORS, UNPROVEN_TYPE))
                                    .toList()),
                    seed);
        } catch (GenesisFileException known) {
            throw known;
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException("$", e.getMessage(), e);
        }
    }

    private static List<Genesis.Account> accounts(List<Address> producers) {
        return producers.stream()
                .map(key -> new Genesis.Account(key, DEVNET_FUNDS))
                .toList();
    }

    private static Policy developed(Policy policy, long epochMillis, TokenAmount reward) {
        Policy.Rewards usual = policy.rewards();
        return policy.with(new Policy.Rounds(
                        epochMillis,
                        epochMillis / PROPAGATION_SHARE,
                        policy.rounds().winners(),
                        policy.rounds().finality()))
                .with(new Policy.Rewards(
                        usual.minting(),
                        reward,
                        usual.supply(),
                        usual.baseline(),
                        usual.vesting(),
                        usual.step(),
                        usual.quantum()));
    }

    /**
     * The file's bytes, the same for equal files; {@link #parse} reads them.
     *
     * @throws GenesisFileException if the policy differs from its profile in what a file cannot say, or a peer is none
     */
    public byte[] toJson() {
        ObjectNode file = JSON.createObjectNode();
        file.put("network", genesis.networkName());
        file.put("timestamp", genesis.timestamp().toString());
        PolicyFields.write(genesis.policy(), file.putObject("policy"));
        file.put("beaconSeed", HexFormat.of().formatHex(beaconSeed));
        ArrayNode accounts = file.putArray("accounts");
        genesis.accounts().forEach(account -> accounts.addObject()
                .put("address", account.key().toString())
                .put("balance", account.balance().toString()));
        ArrayNode miners = file.putArray("miners");
        genesis.miners().forEach(miner -> {
            ObjectNode to = miners.addObject()
                    .put("owner", miner.owner().toString())
                    .put("worker", miner.worker().toString())
                    .put("peer", peer(miner.peer()));
            if (miner.type().none()) {
                to.put("sectors", miner.sectors());
            }
            to.put("sectorSize", miner.type().sectorSize());
            if (!miner.type().none()) {
                ArrayNode sealed = to.putArray("sealed");
                miner.sealed().forEach(cid -> sealed.add(cid.toString()));
            }
        });
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        printer.indentArraysWith(lines);
        printer.indentObjectsWith(lines);
        try {
            return (JSON.writer(printer).writeValueAsString(file) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written", e);
        }
    }

    private static String peer(byte[] bytes) {
        try {
            return bytes.length == 0 ? "" : PeerId.fromBytes(bytes).toString();
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException("$.miners", "a miner's peer is no peer id: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] beaconSeed() {
        return beaconSeed.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof GenesisFile f && genesis.equals(f.genesis) && Arrays.equals(beaconSeed, f.beaconSeed);
    }

    @Override
    public int hashCode() {
        return 31 * genesis.hashCode() + Arrays.hashCode(beaconSeed);
    }

    @Override
    public String toString() {
        return "genesis of " + genesis.networkName() + " at " + genesis.timestamp();
    }
}
