/**
 * What an implementation of an interface of revector must keep, as checks that any test framework
 * runs.
 *
 * <p>The kits are {@link dev.revector.testkit.contract.BlockDeviceContract}, {@link
 * dev.revector.testkit.contract.PlacementStrategyContract} and {@link
 * dev.revector.testkit.contract.SpareAllocatorContract}. Each gives a list of {@link
 * dev.revector.testkit.contract.ContractCheck}s; a broken promise is an {@link AssertionError},
 * which every framework reports as a failed test. With JUnit Jupiter:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheContract() {
 *   return BlockDeviceContract.of(() -> new MyDevice(file)).checks().stream()
 *       .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
 * }
 * }</pre>
 *
 * <p>The package needs no test framework, so that it brings none in a version of its own into
 * somebody's tests.
 */
@NullMarked
package dev.revector.testkit.contract;

import org.jspecify.annotations.NullMarked;
