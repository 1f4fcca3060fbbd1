using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

[CollectionDefinition(nameof(SqliteSuite))]
public sealed class SqliteSuite : ICollectionFixture<SqliteFixture>;

[Collection(nameof(SqliteSuite))]
public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : GrainStorageTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteStateProjectionTests(SqliteFixture fixture) : StateProjectionTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteMembershipTests(SqliteFixture fixture) : MembershipTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteNameAndTenantTests(SqliteFixture fixture) : NameAndTenantTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteUploadStoreTests(SqliteFixture fixture) : UploadStoreTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteReminderTests(SqliteFixture fixture) : ReminderTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteListTests(SqliteFixture fixture) : ListTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteKeysetPaginationTests(SqliteFixture fixture) : KeysetPaginationTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteMembersPageTests(SqliteFixture fixture) : MembersPageTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteFilterDifferentialTests(SqliteFixture fixture) : FilterDifferentialTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteCustomSchemaTests(SqliteFixture fixture) : CustomSchemaTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteSiteStoreTests(SqliteFixture fixture) : SiteStoreTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteSearchTests(SqliteFixture fixture) : SearchTests(fixture);

[Collection(nameof(SqliteSuite))]
public sealed class SqliteReminderCommitTests(SqliteFixture fixture) : ReminderCommitTests(fixture);
