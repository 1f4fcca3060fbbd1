using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

[CollectionDefinition(nameof(SqliteSuite))]
public sealed class SqliteSuite : ICollectionFixture<SqliteFixture>;

[Collection(nameof(SqliteSuite))]
public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : GrainStorageTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteProjectionTests(SqliteFixture fixture) : ProjectionTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteMembershipTests(SqliteFixture fixture) : MembershipTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteNameAndTenantTests(SqliteFixture fixture) : NameAndTenantTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteUploadTests(SqliteFixture fixture) : UploadTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteReminderTests(SqliteFixture fixture) : ReminderTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteListTests(SqliteFixture fixture) : ListTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteWalkTests(SqliteFixture fixture) : WalkTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteMembersTests(SqliteFixture fixture) : MembersTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteFilterDifferentialTests(SqliteFixture fixture) : FilterDifferentialTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteDeclaredSchemaTests(SqliteFixture fixture) : DeclaredSchemaTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteSiteTests(SqliteFixture fixture) : SiteTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteSearchTests(SqliteFixture fixture) : SearchTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteReminderCommitTests(SqliteFixture fixture) : ReminderCommitTests(fixture);
