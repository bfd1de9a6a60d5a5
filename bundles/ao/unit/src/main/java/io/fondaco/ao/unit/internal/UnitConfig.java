package io.fondaco.ao.unit.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the ao unit, PID {@code io.fondaco.ao.unit}. */
@ObjectClassDefinition(name = "ao unit", description = "Runs ao processes: schedules, evaluates and sends messages.")
public @interface UnitConfig {

    /** The PID the component reads. */
    String PID = "io.fondaco.ao.unit";

    @AttributeDefinition(
            name = "Key file",
            description = "Holds the key that signs assignments and messages of processes; made at the first start.")
    String keyFile();

    @AttributeDefinition(name = "Workers", description = "Threads that evaluate.", min = "1", max = "64")
    int workers() default 2;

    @AttributeDefinition(name = "Clerks", description = "Threads that sign and schedule.", min = "1", max = "64")
    int clerks() default 2;

    @AttributeDefinition(
            name = "Slice (steps)",
            description = "Steps of one evaluation before the next process has its turn.",
            min = "100")
    long slice() default 200_000;

    @AttributeDefinition(
            name = "Gas limit (steps)",
            description = "The most steps of one evaluation, whatever a module asks for.",
            min = "1000")
    long gasLimit() default 1_000_000_000L;

    @AttributeDefinition(
            name = "Memory limit (bytes)",
            description = "The most a process may hold, whatever a module asks for.",
            min = "65536")
    long memoryLimit() default 256L << 20;

    @AttributeDefinition(name = "Call depth", description = "Calls within calls of a process.", min = "10")
    int callDepth() default 200;

    @AttributeDefinition(
            name = "Push depth",
            description = "How often a message may lead to another; what comes after is not sent.",
            min = "1")
    int pushDepth() default 100;

    @AttributeDefinition(
            name = "Push budget",
            description =
                    "Messages, spawns and assignments one message may lead to in all; what comes after is not sent.",
            min = "1")
    int pushBudget() default 10_000;

    @AttributeDefinition(
            name = "Waiting",
            description = "Messages of one process that may wait for evaluation; more are refused.",
            min = "1")
    int waiting() default 10_000;

    @AttributeDefinition(
            name = "Checkpoint every",
            description = "Results after which the hash of the state is noted, and compared at the next replay.",
            min = "1")
    int checkpointEvery() default 64;

    @AttributeDefinition(
            name = "Cron catch-up",
            description = "Missed messages of the clock that are made up for; older ones are left out.",
            min = "1")
    int cronCatchUp() default 1000;
}
