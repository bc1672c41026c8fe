package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.util.SplittableRandom;

/** The pair on simulated disks, from switching the power on to its end. */
final class Session implements Closeable {
  private final Power power;
  private final FailingDisk main;
  private final CachedDisk spare;
  private final RemapTarget target;

  private Session(Power power, FailingDisk main, CachedDisk spare, RemapTarget target) {
    this.power = power;
    this.main = main;
    this.spare = spare;
    this.target = target;
  }

  /** Makes a new pair. */
  static Session create(Settings settings, Stage stage, SplittableRandom random)
      throws IOException {
    return start(settings, stage, random, RemapTargetBuilder::create);
  }

  /** Opens the pair again. */
  static Session open(Settings settings, Stage stage, SplittableRandom random) throws IOException {
    return start(settings, stage, random, RemapTargetBuilder::open);
  }

  private interface Start {
    RemapTarget apply(RemapTargetBuilder builder) throws IOException;
  }

  private static Session start(Settings settings, Stage stage, SplittableRandom random, Start start)
      throws IOException {
    Power power = new Power(random.split());
    BlockDevice mainFile = stage.open(settings.mainFile());
    try {
      BlockDevice spareFile = stage.open(settings.spareFile());
      try {
        CachedDisk spare = new CachedDisk(spareFile, power);
        CachedDisk cached = new CachedDisk(mainFile, power);
        FailingDisk main = new FailingDisk(cached, settings.badFile(), random.split());
        RemapTarget target = start.apply(RemapTarget.builder().main(main).spare(spare));
        return new Session(power, main, spare, target);
      } catch (IOException | RuntimeException e) {
        spareFile.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      mainFile.close();
      throw e;
    }
  }

  Power power() {
    return power;
  }

  FailingDisk main() {
    return main;
  }

  RemapTarget target() {
    return target;
  }

  /** Without power the pair can't be closed in order; its files are released all the same. */
  @Override
  public void close() throws IOException {
    try {
      target.close();
    } catch (IOException e) {
      if (power.isOn()) {
        throw e;
      }
    } finally {
      main.close();
      spare.close();
    }
  }
}
