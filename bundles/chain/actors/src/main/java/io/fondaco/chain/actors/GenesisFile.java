package io.fondaco.chain.actors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The file all nodes of a network begin with: the same bytes give every one of them the same genesis block.
 *
 * <p>JSON with {@code network}, {@code timestamp} (ISO 8601, whole seconds), {@code policy} ({@code profile} devnet or
 * mainnet, and numbers that differ from it), {@code beaconSeed} (hexadecimal), {@code accounts} ({@code address},
 * {@code balance} such as {@code "1000 FIL"}) and {@code miners} ({@code owner}, {@code worker}, {@code peer},
 * {@code sectors}, {@code sectorSize} in bytes), whose sectors are of the kind none. Fields it does not know are refused.
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
     * A thousandth of what Filecoin pays: deposits are measured by rewards to come, of which each of a few miners has a large
     * share, and newcomers have to afford them.
     */
    private static final TokenAmount DEVNET_REWARD = TokenAmount.fil("0.036");

    private static final int DEVNET_SECTORS = 4;
    private static final ProofType DEVNET_TYPE = ProofType.unproven(32L << 30);
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
            file.list("miners", "owner", "worker", "peer", "sectors", "sectorSize")
                    .forEach(miner -> miners.add(miner(miner)));
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

    private static Genesis.Miner miner(GenesisFields of) {
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
            type = ProofType.unproven(size);
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException(
                    of.path() + ".sectorSize",
                    "2048, 8388608, 536870912, 34359738368 or 68719476736 bytes are expected, not " + size,
                    e);
        }
        return new Genesis.Miner(owner, worker, peer, (int) of.number("sectors", 0, MAX_SECTORS), type);
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

    /**
     * The usual network for development. Each producer begins with 100,000,000 FIL and a miner of 4 sectors of 32 GiB of the
     * kind none, which it owns and works for.
     *
     * @param at when epoch 0 begins, whole seconds
     * @param epochMillis length of an epoch; blocks are waited for during a fifth of it
     * @param producers BLS keys' addresses, one a node
     * @throws GenesisFileException if it cannot be, as for more than 20 producers
     */
    public static GenesisFile devnet(
            String network, Instant at, long epochMillis, List<Address> producers, byte[] seed) {
        try {
            Policy.Rewards usual = Policy.DEVNET.rewards();
            Policy policy = Policy.DEVNET
                    .with(new Policy.Rounds(
                            epochMillis,
                            epochMillis / PROPAGATION_SHARE,
                            Policy.DEVNET.rounds().winners(),
                            Policy.DEVNET.rounds().finality()))
                    .with(new Policy.Rewards(
                            usual.minting(),
                            DEVNET_REWARD,
                            usual.supply(),
                            usual.baseline(),
                            usual.vesting(),
                            usual.step(),
                            usual.quantum()));
            return new GenesisFile(
                    new Genesis(
                            network,
                            at,
                            policy,
                            producers.stream()
                                    .map(key -> new Genesis.Account(key, DEVNET_FUNDS))
                                    .toList(),
                            producers.stream()
                                    .map(key -> new Genesis.Miner(key, key, new byte[0], DEVNET_SECTORS, DEVNET_TYPE))
                                    .toList()),
                    seed);
        } catch (GenesisFileException known) {
            throw known;
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException("$", e.getMessage(), e);
        }
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
        genesis.miners().forEach(miner -> miners.addObject()
                .put("owner", miner.owner().toString())
                .put("worker", miner.worker().toString())
                .put("peer", peer(miner.peer()))
                .put("sectors", miner.sectors())
                .put("sectorSize", miner.type().sectorSize()));
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
