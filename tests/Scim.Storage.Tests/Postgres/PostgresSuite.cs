using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

[CollectionDefinition(nameof(PostgresSuite))]
public sealed class PostgresSuite : ICollectionFixture<PostgresFixture>;

[Collection(nameof(PostgresSuite))]
public sealed class PostgresGrainStorageTests(PostgresFixture fixture) : GrainStorageTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresStateProjectionTests(PostgresFixture fixture) : StateProjectionTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresMembershipTests(PostgresFixture fixture) : MembershipTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresNameAndTenantTests(PostgresFixture fixture) : NameAndTenantTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresReminderTests(PostgresFixture fixture) : ReminderTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresListTests(PostgresFixture fixture) : ListTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresKeysetPaginationTests(PostgresFixture fixture) : KeysetPaginationTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresMembersPageTests(PostgresFixture fixture) : MembersPageTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresFilterDifferentialTests(PostgresFixture fixture) : FilterDifferentialTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresCustomSchemaTests(PostgresFixture fixture) : CustomSchemaTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresSiteStoreTests(PostgresFixture fixture) : SiteStoreTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresUploadStoreTests(PostgresFixture fixture) : UploadStoreTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresSearchTests(PostgresFixture fixture) : SearchTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresReminderCommitTests(PostgresFixture fixture) : ReminderCommitTests(fixture);
