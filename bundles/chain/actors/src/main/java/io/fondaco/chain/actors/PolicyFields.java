package io.fondaco.chain.actors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** A policy as a genesis file has it: a profile, and what differs from it. */
final class PolicyFields {
    private static final String PROFILE = "profile";
    private static final String REWARD = "rewardPerEpoch";
    private static final String PROOFS = "proofs";
    private static final String SIZES = "sectorSizes";

    /** By name and proofs. The first of a name is what a file means that does not say which proofs. */
    private static final List<Policy> PROFILES = List.of(Policy.DEVNET_UNPROVEN, Policy.DEVNET, Policy.MAINNET);

    private static final Map<String, Range> NUMBERS = numbers();

    private PolicyFields() {}

    /** A number of a policy that may differ. */
    private record Range(ToLongFunction<Policy> of, long most) {}

    private static Map<String, Range> numbers() {
        Map<String, Range> all = new LinkedHashMap<>();
        whole(all, "epochMillis", p -> p.rounds().epochMillis());
        whole(all, "propagationMillis", p -> p.rounds().propagationMillis());
        small(all, "winners", p -> p.rounds().winners());
        whole(all, "finality", p -> p.rounds().finality());
        whole(all, "disputeWindow", p -> p.proving().disputeWindow());
        whole(all, "faultMaxAge", p -> p.proving().faultMaxAge());
        whole(all, "challengeDelay", p -> p.sealing().challengeDelay());
        whole(all, "maxProveCommit", p -> p.sealing().maxProveCommit());
        whole(all, "minSectorLife", p -> p.sealing().minLife());
        whole(all, "maxSectorLife", p -> p.sealing().maxLife());
        whole(all, "minDealDuration", p -> p.deals().minDuration());
        whole(all, "maxDealDuration", p -> p.deals().maxDuration());
        whole(all, "dealTick", p -> p.deals().tick());
        whole(all, "minimumPower", p -> p.power().minimum());
        small(all, "minMiners", p -> p.power().minMiners());
        whole(all, "settleDelay", p -> p.channels().settleDelay());
        whole(all, "gasLimit", p -> p.blocks().gasLimit());
        whole(all, "gasTarget", p -> p.blocks().gasTarget());
        small(all, "blockMessages", p -> p.blocks().messages());
        return all;
    }

    private static void whole(Map<String, Range> all, String name, ToLongFunction<Policy> of) {
        all.put(name, new Range(of, Long.MAX_VALUE / 1000));
    }

    private static void small(Map<String, Range> all, String name, ToLongFunction<Policy> of) {
        all.put(name, new Range(of, Integer.MAX_VALUE));
    }

    static List<String> known() {
        List<String> known = new ArrayList<>(List.of(PROFILE));
        known.addAll(NUMBERS.keySet());
        known.add(PROOFS);
        known.add(SIZES);
        known.add(REWARD);
        return known;
    }

    static Policy read(GenesisFields fields) {
        Policy usual = fields.text(PROFILE, "\"devnet\" or \"mainnet\"", PolicyFields::profile);
        Policy profile = fields.optionalText(
                        PROOFS,
                        "what proofs the profile may have, \"none\", \"vanilla\" or \"groth16-filecoin\",",
                        kind -> profile(usual.name(), kind))
                .orElse(usual);
        Set<Long> sizes = fields.has(SIZES)
                ? new LinkedHashSet<>(fields.numbers(SIZES, 1, Long.MAX_VALUE))
                : profile.sealing().sizes();
        Map<String, Long> numbers = new LinkedHashMap<>();
        NUMBERS.forEach((name, range) -> numbers.put(
                name,
                fields.has(name)
                        ? fields.number(name, 0, range.most())
                        : range.of().applyAsLong(profile)));
        TokenAmount reward = fields.optionalText(REWARD, "an amount such as \"36 FIL\"", TokenAmount::parse)
                .orElse(profile.rewards().perEpoch());
        try {
            return with(profile, numbers, reward, sizes);
        } catch (IllegalArgumentException e) {
            throw new GenesisFileException(fields.path(), e.getMessage(), e);
        }
    }

    /** @throws GenesisFileException if it differs from its profile in what a file cannot say */
    static void write(Policy policy, ObjectNode to) {
        Policy profile = PROFILES.stream()
                .filter(p -> p.name().equals(policy.name()) && proofs(p).equals(proofs(policy)))
                .findFirst()
                .orElseThrow(() -> unwritable("is of no profile"));
        to.put(PROFILE, profile.name());
        Map<String, Long> numbers = new LinkedHashMap<>();
        NUMBERS.forEach((name, range) -> {
            long number = range.of().applyAsLong(policy);
            numbers.put(name, number);
            if (number != range.of().applyAsLong(profile)) {
                to.put(name, number);
            }
        });
        if (!profile.equals(profile(profile.name()))) {
            to.put(PROOFS, proofs(profile));
        }
        if (!policy.sealing().sizes().equals(profile.sealing().sizes())) {
            ArrayNode sizes = to.putArray(SIZES);
            policy.sealing().sizes().stream().sorted().forEach(size -> sizes.add(size.longValue()));
        }
        TokenAmount reward = policy.rewards().perEpoch();
        if (!reward.equals(profile.rewards().perEpoch())) {
            to.put(REWARD, reward.toString());
        }
        if (!with(profile, numbers, reward, policy.sealing().sizes()).equals(policy)) {
            throw unwritable("differs from its profile in more than a genesis file can say");
        }
    }

    private static GenesisFileException unwritable(String why) {
        return new GenesisFileException(
                "$.policy", "the policy " + why + "; it can differ in " + String.join(", ", known()));
    }

    private static Policy profile(String name) {
        return PROFILES.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such profile"));
    }

    private static Policy profile(String name, String proofs) {
        return PROFILES.stream()
                .filter(p -> p.name().equals(name) && proofs(p).equals(proofs))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the profile " + name + " has no such proofs"));
    }

    private static String proofs(Policy policy) {
        List<String> kinds = new ArrayList<>();
        if (policy.sealing().unproven()) {
            kinds.add("none");
        }
        policy.sealing().kinds().stream()
                .sorted()
                .forEach(kind -> kinds.add(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return String.join("+", kinds);
    }

    private static Policy with(Policy p, Map<String, Long> numbers, TokenAmount reward, Set<Long> sizes) {
        Policy.Proving proving = p.proving();
        Policy.Sealing sealing = p.sealing();
        Policy.Rewards rewards = p.rewards();
        return new Policy(
                p.name(),
                p.epochsInDay(),
                new Policy.Rounds(
                        numbers.get("epochMillis"),
                        numbers.get("propagationMillis"),
                        numbers.get("winners").intValue(),
                        numbers.get("finality")),
                new Policy.Proving(
                        proving.period(),
                        proving.window(),
                        proving.deadlines(),
                        proving.challengeLookback(),
                        proving.faultCutoff(),
                        numbers.get("disputeWindow"),
                        numbers.get("faultMaxAge")),
                new Policy.Sealing(
                        sizes,
                        numbers.get("challengeDelay"),
                        numbers.get("maxProveCommit"),
                        sealing.maxRandomnessLookback(),
                        numbers.get("minSectorLife"),
                        numbers.get("maxSectorLife"),
                        sealing.unproven(),
                        sealing.kinds()),
                new Policy.Deals(
                        numbers.get("minDealDuration"),
                        numbers.get("maxDealDuration"),
                        numbers.get("dealTick"),
                        p.deals().minVerifiedSize(),
                        p.deals().settlement()),
                new Policy.Power(
                        numbers.get("minimumPower"), numbers.get("minMiners").intValue()),
                new Policy.Channels(numbers.get("settleDelay")),
                new Policy.Rewards(
                        rewards.minting(),
                        reward,
                        rewards.supply(),
                        rewards.baseline(),
                        rewards.vesting(),
                        rewards.step(),
                        rewards.quantum()),
                new Policy.Blocks(
                        numbers.get("gasLimit"),
                        numbers.get("gasTarget"),
                        numbers.get("blockMessages").intValue(),
                        p.blocks().callDepth(),
                        p.blocks().messageBytes()));
    }
}
