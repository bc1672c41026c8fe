package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite with a write-ahead log, synchronous. */
final class SqliteStore implements Store {
  private final Connection connection;
  private final PreparedStatement insert;

  SqliteStore(Path folder) throws IOException {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("map.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS map (lba INTEGER PRIMARY KEY, place INTEGER, details"
                + " INTEGER)");
      }
      insert = connection.prepareStatement("INSERT OR REPLACE INTO map VALUES (?, ?, ?)");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public synchronized void put(long lba, long place, long details) throws IOException {
    try {
      insert.setLong(1, lba);
      insert.setLong(2, place);
      insert.setLong(3, details);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void fill(Sectors sectors, int count) throws IOException {
    try {
      connection.setAutoCommit(false);
      for (long i = 0; i < count; i++) {
        put(sectors.sector(i), sectors.place(i), i);
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT lba, place, details FROM map")) {
      while (rows.next()) {
        visitor.visit(rows.getLong(1), rows.getLong(2), rows.getLong(3));
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      insert.close();
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
