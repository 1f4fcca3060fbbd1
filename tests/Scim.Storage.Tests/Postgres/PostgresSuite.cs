using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

[CollectionDefinition(nameof(PostgresSuite))]
public sealed class PostgresSuite : ICollectionFixture<PostgresFixture>;

[Collection(nameof(PostgresSuite))]
public sealed class PostgresGrainStorageTests(PostgresFixture fixture) : GrainStorageTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresProjectionTests(PostgresFixture fixture) : ProjectionTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresMembershipTests(PostgresFixture fixture) : MembershipTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresNameAndTenantTests(PostgresFixture fixture) : NameAndTenantTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresReminderTests(PostgresFixture fixture) : ReminderTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresListTests(PostgresFixture fixture) : ListTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresWalkTests(PostgresFixture fixture) : WalkTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresMembersTests(PostgresFixture fixture) : MembersTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresFilterDifferentialTests(PostgresFixture fixture) : FilterDifferentialTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresDeclaredSchemaTests(PostgresFixture fixture) : DeclaredSchemaTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresSiteTests(PostgresFixture fixture) : SiteTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresUploadTests(PostgresFixture fixture) : UploadTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresSearchTests(PostgresFixture fixture) : SearchTests(fixture);

[Collection(nameof(PostgresSuite))]
public sealed class PostgresReminderCommitTests(PostgresFixture fixture) : ReminderCommitTests(fixture);
